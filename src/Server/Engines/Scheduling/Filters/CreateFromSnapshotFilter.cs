namespace Abaca.Server.Scheduling.Filters;

/// <summary>A snapshot's content can only be had on the snapshot's backend or within its replication domain.</summary>
sealed class CreateFromSnapshotFilter : IPoolFilter
{
    public string Name => nameof(CreateFromSnapshotFilter);

    public MessageDetail Detail => MessageDetail.FilterCreateFromSnapshot;

    public PoolJudge? For(PlacementRequest request)
    {
        if (request.SnapshotHost is not { } snapshotHost) return null;
        var source = HostName.ServiceOf(snapshotHost);
        return pool => pool.Service.Host == source || (pool.ReplicationDomain is { } domain && domain == request.ReplicationDomain)
            ? null
            : $"the snapshot is on {source}, which it shares no replication domain with";
    }
}
