using System.Collections;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Abaca.Server.Configuration;

/// <summary>The machine this process runs on.</summary>
public sealed class ThisMachine : IMachine
{
    /// <inheritdoc/>
    public string HostName => System.Environment.MachineName;

    /// <inheritdoc/>
    public string Address => FirstAddress() ?? "127.0.0.1";

    /// <inheritdoc/>
    public bool IsRoot => System.Environment.IsPrivilegedProcess;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Environment { get; } = System.Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .ToDictionary(pair => (string)pair.Key, pair => pair.Value as string ?? "", StringComparer.Ordinal);

    /// <inheritdoc/>
    public string? ReadText(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

    /// <inheritdoc/>
    public IReadOnlyList<string>? FilesIn(string directory) => Directory.Exists(directory) ? Directory.GetFiles(directory) : null;

    /// An interface with a gateway leads to other machines; IPv4 first, since NFS clients are named by it most often.
    static string? FirstAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .Select(card => card.GetIPProperties())
        .OrderByDescending(card => card.GatewayAddresses.Count > 0)
        .SelectMany(card => card.UnicastAddresses)
        .Select(unicast => unicast.Address)
        .Where(address => !address.IsIPv6LinkLocal)
        .OrderBy(address => address.AddressFamily != AddressFamily.InterNetwork)
        .FirstOrDefault()?.ToString();
}
