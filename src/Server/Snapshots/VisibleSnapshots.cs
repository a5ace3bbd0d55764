using Abaca.Server.Http;

namespace Abaca.Server.Snapshots;

/// <summary>Finds snapshots for a caller: what is another project's does not exist for them.</summary>
public sealed class VisibleSnapshots(SnapshotStore snapshots)
{
    /// <summary>A snapshot the caller may look at, for the operation that is called.</summary>
    /// <exception cref="ApiRefusal">404 when they may not even see it, 403 when the operation's rule does not let them at this one.</exception>
    public async Task<Snapshot> ToRead(Call call, string id, string rule = "share_snapshot:get_snapshot")
    {
        var snapshot = await snapshots.Find(id, call.Aborted);
        if (snapshot is null || !call.Caller.May(rule, snapshot.ProjectId, snapshot.UserId)) throw Refusals.NotFound("Snapshot", id);
        call.MustOn(snapshot.ProjectId, snapshot.UserId);
        return snapshot;
    }

    /// <summary>A snapshot the caller may change by this rule.</summary>
    /// <exception cref="ApiRefusal">404 when they may not even see it, 403 when only the rule fails.</exception>
    public async Task<Snapshot> ToChange(Call call, string id, string rule)
    {
        var snapshot = await ToRead(call, id);
        call.Caller.Must(rule, snapshot.ProjectId, snapshot.UserId);
        return snapshot;
    }
}
