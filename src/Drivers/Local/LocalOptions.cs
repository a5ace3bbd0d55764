using System.Net;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>The Local backend's own options, checked.</summary>
/// <param name="PoolPath">A directory on btrfs that is Abaca's alone, or null for a loop file of Abaca's own.</param>
/// <param name="PoolSizeGib">What the loop file may grow to, in GiB.</param>
/// <param name="ExportAddress">Address that NFS listens on and that export locations name.</param>
/// <param name="NfsPort">TCP port, or 0 to choose one.</param>
/// <param name="ExportNamespace">Network namespace to listen in, or null for the service's own.</param>
/// <param name="KeepServing">NFS goes on when the service stops.</param>
public sealed record LocalOptions(
    string? PoolPath, int PoolSizeGib, IPAddress ExportAddress, int NfsPort, string? ExportNamespace, bool KeepServing)
{
    const string PoolPathOption = "local_pool_path";
    const string PoolSizeOption = "local_pool_size_gib";
    const string AddressOption = "local_export_address";
    const string NamespaceOption = "local_export_namespace";
    const string KeepServingOption = "local_keep_serving";

    /// <summary>The port's option; named in messages about a port that is taken.</summary>
    public const string PortOption = "local_nfs_port";

    /// <summary>Smallest loop file in which btrfs still works well.</summary>
    const int SmallestPoolGib = 1;

    /// <summary>Every option, for the generated sample and the check of types.</summary>
    public static IReadOnlyList<OptionSpec> Specs { get; } =
    [
        new(PoolPathOption, OptionKind.Text, "A directory on btrfs that Abaca has for itself; empty: Abaca makes a loop file in its state directory and grows it."),
        new(PoolSizeOption, OptionKind.Integer, "What the loop file may grow to, in GiB; it takes only the space that is used.", "100"),
        new(AddressOption, OptionKind.Address, "Address that NFS listens on and that export locations name.", "127.0.0.1"),
        new(PortOption, OptionKind.Port, "TCP port of NFS; 0: 2049 when it is free at the first start, else another, which is then kept.", "0"),
        new(NamespaceOption, OptionKind.Text, "Network namespace (see ip-netns) that NFS listens in; empty: the service's own."),
        new(KeepServingOption, OptionKind.Flag, "NFS goes on serving when the service stops, for upgrades without a pause.", "false"),
    ];

    /// <summary>Reads the section.</summary>
    /// <exception cref="OptionException">A value makes no sense.</exception>
    public static LocalOptions From(BackendSettings settings)
    {
        var path = settings.Text(PoolPathOption);
        if (path is not null && !Path.IsPathRooted(path)) throw new OptionException(PoolPathOption, $"\"{path}\" is not an absolute path.");
        if (path is not null) CheckQuotable(PoolPathOption, path);
        CheckQuotable("state_path", settings.StateDirectory);

        var size = settings.Integer(PoolSizeOption);
        if (size < SmallestPoolGib) throw new OptionException(PoolSizeOption, $"{size} GiB is too small; give at least {SmallestPoolGib}.");

        var address = IPAddress.TryParse(settings.Text(AddressOption) ?? "", out var parsed) ? parsed : null;
        if (address is null || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            throw new OptionException(AddressOption, "clients need one address of this machine to mount from, not a wildcard.");

        var name = settings.Text(NamespaceOption);
        if (name is not null && name.Contains('/')) throw new OptionException(NamespaceOption, "give the namespace's name, as in `ip netns list`.");
        return new LocalOptions(path, size, address, settings.Integer(PortOption), name, settings.Flag(KeepServingOption));
    }

    /// <summary>Ganesha's files hold paths between quotes and know no escapes.</summary>
    static void CheckQuotable(string option, string path)
    {
        if (path.Any(character => character == '"' || char.IsControl(character)))
            throw new OptionException(option, "the path holds a quotation mark or a control character, which NFS-Ganesha's files cannot name.");
    }
}
