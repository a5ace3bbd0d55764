using Abaca.Server.Data;
using Abaca.Server.Http;
using Abaca.Server.Shares;

namespace Abaca.Server.Replicas;

/// <summary>Finds replicas for a caller: those of another project's shares do not exist for them.</summary>
public sealed class VisibleReplicas(Db db)
{
    /// <summary>A replica the caller may look at, for the operation that is called.</summary>
    /// <exception cref="ApiRefusal">404 when they may not even see it, 403 when the operation's rule does not let them at this one.</exception>
    public async Task<ShareReplica> ToRead(Call call, string id, string rule = "share_replica:show")
    {
        var replica = await Find(id, call.Aborted);
        if (replica is null || !call.Caller.May(rule, replica.Share.ProjectId, replica.Share.UserId)) throw NotFound(id);
        call.MustOn(replica.Share.ProjectId, replica.Share.UserId);
        return replica;
    }

    /// <summary>A replica the caller may change by this rule.</summary>
    /// <exception cref="ApiRefusal">404 when they may not even see it, 403 when only the rule fails.</exception>
    public async Task<ShareReplica> ToChange(Call call, string id, string rule)
    {
        var replica = await ToRead(call, id);
        call.Caller.Must(rule, replica.Share.ProjectId, replica.Share.UserId);
        return replica;
    }

    /// <summary>A replica by id, or null.</summary>
    public ValueTask<ShareReplica?> Find(string id, CancellationToken ct = default) =>
        db.First(ShareReplica.Columns, $"{ShareRows.FromInstances} WHERE i.replica_state IS NOT NULL AND i.id = {id}", ct);

    /// <summary>It is not there, or not the caller's.</summary>
    internal static ApiRefusal NotFound(string id) => Refusals.NotFound("Share replica", id);
}
