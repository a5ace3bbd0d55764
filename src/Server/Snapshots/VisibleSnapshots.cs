using Abaca.Server.Http;

namespace Abaca.Server.Snapshots;

/// <summary>Finds snapshots for a caller: what is another project's does not exist for them.</summary>
public sealed class VisibleSnapshots(SnapshotStore snapshots)
{
    /// <summary>A snapshot the caller may look at.</summary>
    /// <exception cref="ApiRefusal">404.</exception>
    public async Task<Snapshot> ToRead(Call call, string id, string rule = "share_snapshot:get_snapshot")
    {
        var snapshot = await snapshots.Find(id, call.Aborted);
        return snapshot is not null && call.Caller.May(rule, snapshot.ProjectId, snapshot.UserId)
            ? snapshot
            : throw Refusals.NotFound("Snapshot", id);
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
