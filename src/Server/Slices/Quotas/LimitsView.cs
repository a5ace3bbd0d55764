namespace Abaca.Server.Quotas;

/// <summary>The absolute limits of a project on the wire.</summary>
/// <param name="Scope">The project.</param>
/// <param name="Standing">Its limits and use.</param>
public sealed record LimitsView(QuotaScope Scope, QuotaStanding Standing) : IView<LimitsView>
{
    static readonly (string Resource, string Name)[] Names =
    [
        ("shares", "Shares"), ("gigabytes", "ShareGigabytes"), ("snapshots", "ShareSnapshots"),
        ("snapshot_gigabytes", "SnapshotGigabytes"), ("share_networks", "ShareNetworks"),
        ("share_groups", "ShareGroups"), ("share_group_snapshots", "ShareGroupSnapshots"),
        ("share_replicas", "ShareReplicas"), ("replica_gigabytes", "ReplicaGigabytes"),
        ("backups", "ShareBackups"), ("backup_gigabytes", "BackupGigabytes"),
    ];

    /// <summary>Wire names of the two fields of a resource.</summary>
    public static string[] FieldsOf(string resource)
    {
        var name = Names.First(n => n.Resource == resource).Name;
        return [$"maxTotal{name}", UsedName(name)];
    }

    /// <inheritdoc/>
    public static ViewShape<LimitsView> Shape { get; } = MakeShape();

    static ViewShape<LimitsView> MakeShape()
    {
        var shape = new ViewShape<LimitsView>("absolute", "absolute");
        foreach (var (resource, name) in Names)
        {
            var of = QuotaResource.Named(resource)!;
            shape.Number($"maxTotal{name}", v => v.Standing.Limit(v.Scope, of));
            shape.Number(UsedName(name), v => v.Standing.Use(v.Scope, of));
        }
        return shape;
    }

    static string UsedName(string name) => $"total{name}Used";
}
