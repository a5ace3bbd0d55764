using Abaca.DriverSdk;
using Abaca.Drivers.Ssh;

namespace Abaca.Drivers.Zfs;

/// <summary>Options of a ZFS backend, checked.</summary>
/// <param name="ExportAddress">Address that tenants mount from.</param>
/// <param name="ServiceAddress">Address of the file server for the service itself; SSH goes there, and administrators may mount from it.</param>
/// <param name="Pools">Where shares are made, one per ZFS pool.</param>
/// <param name="Creation">Properties of new datasets, as configured, without those that are the driver's own.</param>
/// <param name="UsesShareNfs">Clients are let in by ZFS's <c>sharenfs</c>; else by a managed exports file.</param>
/// <param name="Target">The file server over SSH; null when it is this machine.</param>
sealed record ZfsOptions(
    string ExportAddress, string ServiceAddress, IReadOnlyList<PoolEntry> Pools, IReadOnlyList<ZfsProperty> Creation, bool UsesShareNfs, SshTarget? Target)
{
    const string ExportOption = "zfs_share_export_ip";
    const string ServiceOption = "zfs_service_ip";
    const string PoolsOption = "zfs_zpool_list";
    const string CreationOption = "zfs_dataset_creation_options";
    const string PrefixOption = "zfs_dataset_name_prefix";
    const string SnapshotPrefixOption = "zfs_dataset_snapshot_name_prefix";
    const string ReplicaPrefixOption = "zfs_replica_snapshot_prefix";
    const string MigrationPrefixOption = "zfs_migration_snapshot_prefix";
    const string HelpersOption = "zfs_share_helpers";

    /// <summary>Manila's helper, which means ZFS's own <c>sharenfs</c>.</summary>
    const string ShareNfsHelper = "NFSviaZFSHelper";

    /// <summary>Ours: one exports file for all shares of the backend.</summary>
    const string ExportsFileHelper = "NFSviaExportsFile";

    /// <summary>Properties that belong to the driver, whatever the operator writes (Manila ignores them, too).</summary>
    static readonly string[] Own = ["readonly", "sharenfs", "sharesmb", "quota", "refquota", "mountpoint", "canmount", "devices", "setuid"];

    /// <summary>How the file server is reached.</summary>
    public static SshOptions Ssh { get; } = new("zfs_", "The pools are", ZfsHost.SetUp);

    /// <summary>Every option of the section.</summary>
    public static IReadOnlyList<OptionSpec> Specs { get; } =
    [
        new(ExportOption, OptionKind.Word, "Address of the file server that tenants mount from.", Required: true),
        new(ServiceOption, OptionKind.Word, "Address of the file server for the service: SSH goes there; also an export location for administrators.", Required: true),
        new(PoolsOption, OptionKind.List, "Pools, or datasets in them (pool/dataset), that shares are made in; one per pool.", Required: true),
        new(CreationOption, OptionKind.List, "Properties of new datasets, as in dedup=off,compression=lz4; readonly, sharenfs, sharesmb, quota, refquota, mountpoint, canmount, devices and setuid are the driver's own and ignored."),
        new(PrefixOption, OptionKind.Word, "Names of datasets begin with this.", "manila_share_"),
        new(SnapshotPrefixOption, OptionKind.Word, "Names of snapshots begin with this.", "manila_share_snapshot_"),
        .. Ssh.Specs,
        new(HelpersOption, OptionKind.List, "How NFS clients are let in. NFS=…NFSviaZFSHelper: ZFS's sharenfs, slow beyond some hundred datasets. NFS=NFSviaExportsFile (also when empty): one exports file for all shares."),
        new(ReplicaPrefixOption, OptionKind.Word, "Names of the snapshots that replication makes begin with this.", "tmp_snapshot_for_replication_"),
        new(MigrationPrefixOption, OptionKind.Word, "Names of the snapshots that copies and migrations make begin with this.", "tmp_snapshot_for_share_migration_"),
        .. SshOptions.Connections,
    ];

    /// <summary>Prefix of datasets.</summary>
    public string Prefix { get; init; } = "manila_share_";

    /// <summary>Prefix of snapshots.</summary>
    public string SnapshotPrefix { get; init; } = "manila_share_snapshot_";

    /// <summary>Prefix of the snapshots that replication makes.</summary>
    public string ReplicaPrefix { get; init; } = "tmp_snapshot_for_replication_";

    /// <summary>Prefix of the snapshots that copies make.</summary>
    public string MigrationPrefix { get; init; } = "tmp_snapshot_for_share_migration_";

    /// <summary>Reads the section.</summary>
    /// <exception cref="OptionException">A value makes no sense.</exception>
    public static ZfsOptions From(BackendSettings settings)
    {
        var service = AddressIn(settings, ServiceOption);
        return new ZfsOptions(
            AddressIn(settings, ExportOption), service, PoolsIn(settings), CreationIn(settings), UsesShareNfsIn(settings), Ssh.TargetIn(settings, service))
        {
            Prefix = PrefixIn(settings, PrefixOption, "manila_share_"),
            SnapshotPrefix = PrefixIn(settings, SnapshotPrefixOption, "manila_share_snapshot_"),
            ReplicaPrefix = PrefixIn(settings, ReplicaPrefixOption, "tmp_snapshot_for_replication_"),
            MigrationPrefix = PrefixIn(settings, MigrationPrefixOption, "tmp_snapshot_for_share_migration_"),
        };
    }

    /// <summary>Everything that <see cref="From"/> refuses.</summary>
    public static IReadOnlyList<OptionException> Problems(BackendSettings settings) => OptionProblems.Of(
    [
        () => AddressIn(settings, ExportOption), () => AddressIn(settings, ServiceOption), () => PoolsIn(settings), () => CreationIn(settings),
        () => UsesShareNfsIn(settings), .. Ssh.Reads(settings),
        () => PrefixIn(settings, PrefixOption, ""), () => PrefixIn(settings, SnapshotPrefixOption, ""),
        () => PrefixIn(settings, ReplicaPrefixOption, ""), () => PrefixIn(settings, MigrationPrefixOption, ""), () => From(settings),
    ]);

    static string AddressIn(BackendSettings settings, string option)
    {
        var text = settings.Text(option) ?? throw new OptionException(option, "the file server's address is needed.");
        return OptionForms.ExportAddress(option, text).ToString();
    }

    static List<PoolEntry> PoolsIn(BackendSettings settings)
    {
        var entries = settings.List(PoolsOption).Select(text => PoolEntry.Parse(text)
            ?? throw new OptionException(PoolsOption, $"\"{text}\" is no name of a pool or of a dataset in one.")).ToList();
        if (entries.Count == 0) throw new OptionException(PoolsOption, "name at least one pool.");
        var twice = entries.GroupBy(entry => entry.Pool).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? entries : throw new OptionException(PoolsOption, $"pool {twice.Key} is named twice; give one dataset of each pool.");
    }

    static List<ZfsProperty> CreationIn(BackendSettings settings)
    {
        var properties = settings.List(CreationOption).Select(text => ZfsProperty.Parse(text)
            ?? throw new OptionException(CreationOption, $"\"{text}\" is not of the form property=value.")).ToList();
        var ignored = properties.Where(property => Own.Contains(property.Name)).ToList();
        if (ignored.Count > 0) settings.Log.Warn($"{CreationOption}: {string.Join(", ", ignored)} is ignored; the driver sets that itself.");
        return [.. properties.Except(ignored)];
    }

    static bool UsesShareNfsIn(BackendSettings settings)
    {
        foreach (var text in settings.List(HelpersOption))
        {
            var (protocol, helper) = text.Split('=', 2) is [var left, var right] ? (left, right) : (text, "");
            if (protocol != "NFS") throw new OptionException(HelpersOption, $"\"{text}\": only NFS is served from ZFS.");
            if (helper.EndsWith(ShareNfsHelper, StringComparison.Ordinal)) return true;
            if (helper != ExportsFileHelper) throw new OptionException(HelpersOption, $"there is no helper \"{helper}\"; there are {ShareNfsHelper} and {ExportsFileHelper}.");
        }
        return false;
    }

    static string PrefixIn(BackendSettings settings, string option, string otherwise)
    {
        var prefix = settings.Text(option) ?? otherwise;
        return prefix.Length == 0 || Dataset.IsGoodPart(prefix) ? prefix : throw new OptionException(option, $"\"{prefix}\" cannot begin the name of a dataset: letters, digits and _ - . : only.");
    }
}
