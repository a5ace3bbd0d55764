using Abaca.Tests.Server.Worlds;

namespace Abaca.Tests.Server.Quotas;

/// <summary>Quotas.</summary>
sealed class QuotaThings : IWorldPart
{
    const string QuotaFields = "shares:quota gigabytes:quota snapshots:quota snapshot_gigabytes:quota share_groups:quota share_group_snapshots:quota share_replicas:quota "
        + "replica_gigabytes:quota backups:quota backup_gigabytes:quota encryption_keys:quota";

    /// <inheritdoc/>
    public IEnumerable<Thing> Things { get; } =
    [
        Thing.Word("project", "b0000000000000000000000000000002", "/quota-sets/{}", "/os-quota-sets/{}"),
        Thing.Word("quota class", "default", "/quota-class-sets/{}", "/os-quota-class-sets/{}"),
    ];

    /// <inheritdoc/>
    public IEnumerable<WritingEndpoint> Writes { get; } =
    [
        WritingEndpoint.Of("quotas.update", """{"quota_set":{"share_networks":10}}""", QuotaFields + " per_share_gigabytes:quota force:flag unheard_of:quota"),
        WritingEndpoint.Of("quota_classes.update", """{"quota_class_set":{"share_networks":10}}""", QuotaFields + " per_share_gigabytes:quota") with { EmptyIsFine = true },
    ];
}
