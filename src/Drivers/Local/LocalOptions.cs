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
        new(NamespaceOption, OptionKind.Word, "Network namespace (see ip-netns) that NFS listens in; empty: the service's own."),
        new(KeepServingOption, OptionKind.Flag, "NFS goes on serving when the service stops, for upgrades without a pause.", "false"),
    ];

    /// <summary>Reads the section.</summary>
    /// <exception cref="OptionException">A value makes no sense.</exception>
    public static LocalOptions From(BackendSettings settings)
    {
        CheckQuotable("state_path", settings.StateDirectory);
        return new LocalOptions(
            PoolPathIn(settings), PoolSizeIn(settings), AddressIn(settings), settings.Integer(PortOption), NamespaceIn(settings), settings.Flag(KeepServingOption));
    }

    /// <summary>Everything that <see cref="From"/> refuses.</summary>
    public static IReadOnlyList<OptionException> Problems(BackendSettings settings) => OptionProblems.Of(
        () => PoolPathIn(settings), () => PoolSizeIn(settings), () => AddressIn(settings), () => NamespaceIn(settings), () => From(settings));

    static string? PoolPathIn(BackendSettings settings)
    {
        if (settings.Text(PoolPathOption) is not { } path) return null;
        if (!Path.IsPathRooted(path)) throw new OptionException(PoolPathOption, $"\"{path}\" is not an absolute path.");
        CheckQuotable(PoolPathOption, path);
        return path;
    }

    static int PoolSizeIn(BackendSettings settings)
    {
        var size = settings.Integer(PoolSizeOption);
        return size >= SmallestPoolGib ? size : throw new OptionException(PoolSizeOption, $"{size} GiB is too small; give at least {SmallestPoolGib}.");
    }

    static IPAddress AddressIn(BackendSettings settings)
    {
        var address = IPAddress.TryParse(settings.Text(AddressOption) ?? "", out var parsed) ? parsed : null;
        return address is null || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
            ? throw new OptionException(AddressOption, "clients need one address of this machine to mount from, not a wildcard.")
            : address;
    }

    static string? NamespaceIn(BackendSettings settings)
    {
        var name = settings.Text(NamespaceOption);
        var odd = name is not null && (name is "." or ".." || name.Any(character => character == '/' || char.IsWhiteSpace(character) || char.IsControl(character)));
        return odd ? throw new OptionException(NamespaceOption, "give the namespace's name, as in `ip netns list`.") : name;
    }

    /// <summary>Ganesha's files hold paths between quotes and know no escapes.</summary>
    static void CheckQuotable(string option, string path)
    {
        if (path.Any(character => character == '"' || char.IsControl(character)))
            throw new OptionException(option, "the path holds a quotation mark or a control character, which NFS-Ganesha's files cannot name.");
    }
}
