namespace Abaca.Server.Scheduling.Filters;

/// <summary>For types with a replication type: the pool can replicate, and a further replica goes to a new place within the active one's domain.</summary>
sealed class ShareReplicationFilter : IPoolFilter
{
    public string Name => nameof(ShareReplicationFilter);

    public MessageDetail Detail => MessageDetail.FilterReplication;

    public PoolJudge? For(PlacementRequest request)
    {
        var specs = request.ExtraSpecs;
        var isReplicated = specs.ContainsKey("replication_type") || specs.ContainsKey("capabilities:replication_type");
        return isReplicated ? pool => Judge(pool, request) : null;
    }

    static string? Judge(PoolState pool, PlacementRequest request)
    {
        if (pool.ReplicationDomain is not { } domain) return "it has no replication domain";
        if (request.ReplicaHosts.Count == 0) return null;
        if (domain != request.ReplicationDomain)
        {
            return $"its replication domain is {domain}, that of the active replica {request.ReplicationDomain ?? "none"}";
        }
        return request.ReplicaHosts.Contains(pool.Host) ? "it holds a replica of the share already" : null;
    }
}
