using Abaca.Server.Http;

namespace Abaca.Server.Snapshots;

/// <summary>PUT /snapshots/{id}: name and description.</summary>
public sealed class UpdateSnapshot(Visible<Snapshot> visible, SnapshotStore snapshots, SnapshotWork work)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var asked = call.Body("snapshot", missing: 422);
        var snapshot = await visible.ToChange(call, call["id"], "share:snapshot_update");
        var changed = snapshot with
        {
            Name = asked.Mentions("display_name") ? asked.Text("display_name") : snapshot.Name,
            Description = asked.Mentions("display_description") ? asked.Text("display_description") : snapshot.Description,
        };
        await work.Db.Transaction(tx => snapshots.Describe(tx, changed, call.Aborted), call.Aborted);
        return Reply.One(SnapshotView.Of(await snapshots.Find(snapshot.Id.Text, call.Aborted) ?? changed));
    }
}
