using System.Net;
using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs;

/// <summary>Options of the Ganesha nodes that export CephFS, checked.</summary>
/// <param name="Servers">Addresses or names of the nodes to be told of changes; empty: this machine.</param>
/// <param name="ExportAddresses">Addresses that clients mount from; empty: the first server's.</param>
/// <param name="IsRemote">The nodes are reached over SSH.</param>
/// <param name="User">User on the nodes.</param>
/// <param name="Password">Its password, or null.</param>
/// <param name="KeyPath">Path of its private key, or null.</param>
/// <param name="Store">Where the exports are kept.</param>
sealed record GaneshaOptions(
    IReadOnlyList<string> Servers, IReadOnlyList<IPAddress> ExportAddresses, bool IsRemote, string User, string? Password, string? KeyPath, ExportStore Store)
{
    const string ServerOption = "cephfs_ganesha_server_ip";
    const string ServersOption = "cephfs_ganesha_server_ips";
    const string ExportAddressesOption = "cephfs_ganesha_export_ips";
    const string RemoteOption = "cephfs_ganesha_server_is_remote";
    const string UserOption = "cephfs_ganesha_server_username";
    const string PasswordOption = "cephfs_ganesha_server_password";
    const string KeyOption = "cephfs_ganesha_path_to_private_key";

    /// <summary>Every option about Ganesha.</summary>
    public static IReadOnlyList<OptionSpec> Specs { get; } =
    [
        new(ServerOption, OptionKind.Word, "Address of the Ganesha node, or a floating address that several nodes share."),
        new(ServersOption, OptionKind.List, "Addresses of all Ganesha nodes, when each is to be told of every change itself."),
        new(ExportAddressesOption, OptionKind.List, "Addresses that clients mount from; empty: cephfs_ganesha_server_ip."),
        new(RemoteOption, OptionKind.Flag, "The Ganesha nodes are other machines, reached over SSH.", "false"),
        new(UserOption, OptionKind.Word, "User for SSH to the Ganesha nodes.", "root"),
        new(PasswordOption, OptionKind.Text, "Its password; a key is better.", Secret: true),
        new(KeyOption, OptionKind.Text, "Path of its private key."),
        .. ExportStore.Specs,
    ];

    /// <summary>Reads the section.</summary>
    /// <exception cref="OptionException">A value makes no sense.</exception>
    public static GaneshaOptions From(BackendSettings settings)
    {
        var one = settings.FarHost(ServerOption);
        var several = settings.FarHosts(ServersOption);
        return new GaneshaOptions(
            several.Count > 0 ? several : one is null ? [] : [one], ExportAddressesIn(settings),
            settings.Flag(RemoteOption), settings.FarUser(UserOption) ?? "root", settings.Text(PasswordOption), KeyIn(settings), ExportStore.From(settings));
    }

    /// <summary>Reads each option that may be refused.</summary>
    public static IReadOnlyList<Action> Reads(BackendSettings settings) =>
    [
        () => settings.FarHost(ServerOption), () => settings.FarHosts(ServersOption), () => ExportAddressesIn(settings), () => settings.FarUser(UserOption),
        () => KeyIn(settings), () => ExportStore.From(settings),
    ];

    /// <summary>Addresses that clients mount from; none: they are found out.</summary>
    /// <exception cref="OptionException">One is no address, or every one.</exception>
    public static IReadOnlyList<IPAddress> ExportAddressesIn(BackendSettings settings) => [.. settings.List(ExportAddressesOption).Select(text => OptionForms.ExportAddress(ExportAddressesOption, text))];

    /// <summary>A key is read only for machines that are reached with it.</summary>
    static string? KeyIn(BackendSettings settings) => settings.Flag(RemoteOption) ? settings.ReadableFile(KeyOption) : settings.Text(KeyOption);
}
