using System.Globalization;
using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs;

/// <summary>Options of a CephFS backend, checked. Those of its Ganesha nodes are in <see cref="GaneshaOptions"/>.</summary>
/// <param name="ConfPath">Path of <c>ceph.conf</c>, or null for librados's own search.</param>
/// <param name="ClusterName">Name of the cluster; it names the default files in <c>/etc/ceph</c>.</param>
/// <param name="AuthId">The service's own identity, without <c>client.</c>.</param>
/// <param name="OverNfs">Clients come over NFS; else natively with cephx.</param>
/// <param name="FileSystem">Name of the file system, or null for the only one there is.</param>
/// <param name="Mode">Octal mode of new subvolumes and groups.</param>
/// <param name="OffersSnapshots">The pool says that snapshots can be taken.</param>
/// <param name="NfsClusterId">NFS cluster of the mgr's <c>nfs</c> module, or null for Ganesha nodes of one's own.</param>
sealed record CephFsOptions(
    string? ConfPath, string ClusterName, string AuthId, bool OverNfs, string? FileSystem, string Mode, bool OffersSnapshots, string? NfsClusterId)
{
    const string ConfPathOption = "cephfs_conf_path";
    const string ClusterNameOption = "cephfs_cluster_name";
    const string AuthIdOption = "cephfs_auth_id";
    const string HelperTypeOption = "cephfs_protocol_helper_type";
    const string ModeOption = "cephfs_volume_mode";
    const string SnapshotsOption = "cephfs_enable_snapshots";

    /// <summary>Named in messages about a file system that is not found.</summary>
    public const string FileSystemOption = "cephfs_filesystem_name";

    /// <summary>Picks between the two ways to NFS.</summary>
    public const string NfsClusterOption = "cephfs_nfs_cluster_id";

    /// <summary>Every option of the section, the Ganesha nodes' among them.</summary>
    public static IReadOnlyList<OptionSpec> Specs { get; } =
    [
        new(ConfPathOption, OptionKind.Text, "Path of the cluster's ceph.conf; empty: where librados looks, /etc/ceph/<cluster>.conf among others."),
        new(ClusterNameOption, OptionKind.Word, "Name of the cluster.", "ceph"),
        new(AuthIdOption, OptionKind.Word, "The service's own cephx identity, without \"client.\".", "manila"),
        new(HelperTypeOption, OptionKind.Word, "CEPHFS: clients mount natively with cephx. NFS: through NFS-Ganesha.", "CEPHFS"),
        new(FileSystemOption, OptionKind.Word, "Name of the file system; needed when the cluster has several."),
        new(ModeOption, OptionKind.Word, "Octal mode of the top directory of new shares and groups.", "755"),
        new(SnapshotsOption, OptionKind.Flag, "false: the pool does not offer snapshots to new shares.", "true"),
        new("cephfs_ensure_all_shares_salt", OptionKind.Word, "Taken over from Manila, where a new value had all shares verified at start; here that happens at every start, beside the work."),
        new("cephfs_cached_allocated_capacity_update_interval", OptionKind.Integer, "Taken over from Manila, which kept a sum of all quotas for so many seconds; here the promised sizes are always exact.", "60"),
        new(NfsClusterOption, OptionKind.Word, "NFS cluster of the mgr's nfs module that exports the shares; empty: Ganesha nodes named by cephfs_ganesha_server_ip."),
        .. GaneshaOptions.Specs,
        .. Nfs.SshOptions.Specs,
    ];

    /// <summary>The file that librados reads.</summary>
    public string ConfigFile => ConfPath ?? $"/etc/ceph/{ClusterName}.conf";

    /// <summary>What the service's identity needs for this section.</summary>
    public CephCaps Caps { get; init; } = CephCaps.Native(AuthId);

    /// <summary>Reads the section.</summary>
    /// <exception cref="OptionException">A value makes no sense.</exception>
    public static CephFsOptions From(BackendSettings settings)
    {
        var (overNfs, id, service) = (OverNfsIn(settings), AuthIdIn(settings), NameIn(settings, NfsClusterOption));
        return new CephFsOptions(
            ConfPathIn(settings), NameIn(settings, ClusterNameOption) ?? "ceph", id, overNfs, NameIn(settings, FileSystemOption), ModeIn(settings),
            settings.Text(SnapshotsOption) is null || settings.Flag(SnapshotsOption), service)
        {
            Caps = !overNfs ? CephCaps.Native(id) : service is null ? CephCaps.OverGanesha(id, ExportStore.From(settings).Pool) : CephCaps.OverNfsService(id),
        };
    }

    /// <summary>Everything that making the driver refuses, the protocol's options among it.</summary>
    public static IReadOnlyList<OptionException> Problems(BackendSettings settings)
    {
        var overNfs = settings.Text(HelperTypeOption)?.ToUpperInvariant() == "NFS";
        IReadOnlyList<Action> ofNodes = !overNfs ? [] : settings.Text(NfsClusterOption) is null
            ? [.. GaneshaOptions.Reads(settings), () => Nfs.SshOptions.KnownHosts(settings), () => Nfs.NodeSet.Checked(settings)]
            : [() => NameIn(settings, NfsClusterOption), () => GaneshaOptions.ExportAddressesIn(settings)];
        return OptionProblems.Of(
        [
            () => OverNfsIn(settings), () => ConfPathIn(settings), () => AuthIdIn(settings), () => NameIn(settings, ClusterNameOption),
            () => NameIn(settings, FileSystemOption), () => ModeIn(settings), .. ofNodes, () => From(settings),
        ]);
    }

    static bool OverNfsIn(BackendSettings settings)
    {
        var helper = settings.Text(HelperTypeOption) ?? "CEPHFS";
        return helper.ToUpperInvariant() switch
        {
            "CEPHFS" => false,
            "NFS" => true,
            _ => throw new OptionException(HelperTypeOption, $"\"{helper}\" is neither CEPHFS nor NFS."),
        };
    }

    static string? ConfPathIn(BackendSettings settings) => settings.ReadableFile(ConfPathOption);

    static string AuthIdIn(BackendSettings settings)
    {
        var id = settings.Text(AuthIdOption) ?? "manila";
        if (id.StartsWith("client.", StringComparison.Ordinal)) throw new OptionException(AuthIdOption, "give the identity without \"client.\".");
        var odd = id.Any(character => char.IsWhiteSpace(character) || char.IsControl(character) || character is '"' or '#' or '/');
        return odd ? throw new OptionException(AuthIdOption, $"\"{id}\" cannot be the name of an identity.") : id;
    }

    static string? NameIn(BackendSettings settings, string option)
    {
        var name = settings.Text(option);
        return name is null || SubvolumeName.IsGood(name) ? name : throw new OptionException(option, $"\"{name}\" cannot be the name of {(option == FileSystemOption ? "a file system" : "a cluster")}: letters, digits, \"-\", \"_\" and \".\" make a name.");
    }

    static string ModeIn(BackendSettings settings)
    {
        var mode = settings.Text(ModeOption) ?? "755";
        var octal = mode.Length is >= 3 and <= 4 && mode.All(digit => digit is >= '0' and <= '7');
        return octal && int.Parse(mode, CultureInfo.InvariantCulture) > 0 ? mode : throw new OptionException(ModeOption, $"\"{mode}\" is no octal mode such as 755.");
    }
}
