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
        new(ClusterNameOption, OptionKind.Text, "Name of the cluster.", "ceph"),
        new(AuthIdOption, OptionKind.Text, "The service's own cephx identity, without \"client.\".", "manila"),
        new(HelperTypeOption, OptionKind.Text, "CEPHFS: clients mount natively with cephx. NFS: through NFS-Ganesha.", "CEPHFS"),
        new(FileSystemOption, OptionKind.Text, "Name of the file system; needed when the cluster has several."),
        new(ModeOption, OptionKind.Text, "Octal mode of the top directory of new shares and groups.", "755"),
        new(SnapshotsOption, OptionKind.Flag, "false: the pool does not offer snapshots to new shares.", "true"),
        new("cephfs_ensure_all_shares_salt", OptionKind.Text, "Taken over from Manila, where a new value had all shares verified at start; here that happens at every start, beside the work."),
        new("cephfs_cached_allocated_capacity_update_interval", OptionKind.Integer, "Taken over from Manila, which kept a sum of all quotas for so many seconds; here the promised sizes are always exact.", "60"),
        new(NfsClusterOption, OptionKind.Text, "NFS cluster of the mgr's nfs module that exports the shares; empty: Ganesha nodes named by cephfs_ganesha_server_ip."),
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
        var helper = settings.Text(HelperTypeOption) ?? "CEPHFS";
        var overNfs = helper.ToUpperInvariant() switch
        {
            "CEPHFS" => false,
            "NFS" => true,
            _ => throw new OptionException(HelperTypeOption, $"\"{helper}\" is neither CEPHFS nor NFS."),
        };
        var path = settings.Text(ConfPathOption);
        if (path is not null && !Path.IsPathRooted(path)) throw new OptionException(ConfPathOption, $"\"{path}\" is not an absolute path.");
        var id = settings.Text(AuthIdOption) ?? "manila";
        if (id.StartsWith("client.", StringComparison.Ordinal)) throw new OptionException(AuthIdOption, "give the identity without \"client.\".");
        var name = settings.Text(FileSystemOption);
        if (name is not null && !SubvolumeName.IsGood(name)) throw new OptionException(FileSystemOption, $"\"{name}\" cannot be the name of a file system.");
        var service = settings.Text(NfsClusterOption);
        return new CephFsOptions(
            path, settings.Text(ClusterNameOption) ?? "ceph", id, overNfs, name, ModeIn(settings),
            settings.Text(SnapshotsOption) is null || settings.Flag(SnapshotsOption), service)
        {
            Caps = !overNfs ? CephCaps.Native(id) : service is null ? CephCaps.OverGanesha(id, ExportStore.From(settings).Pool) : CephCaps.OverNfsService(id),
        };
    }

    static string ModeIn(BackendSettings settings)
    {
        var mode = settings.Text(ModeOption) ?? "755";
        var octal = mode.Length is >= 3 and <= 4 && mode.All(digit => digit is >= '0' and <= '7');
        return octal && int.Parse(mode, CultureInfo.InvariantCulture) > 0 ? mode : throw new OptionException(ModeOption, $"\"{mode}\" is no octal mode such as 755.");
    }
}
