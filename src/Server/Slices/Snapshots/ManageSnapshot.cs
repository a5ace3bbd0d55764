using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>
/// POST /snapshots/manage: brings under management a snapshot that lies beside a managed share. Answers at once with a snapshot in
/// "manage_starting"; <see cref="ManageSnapshotFlow"/> does the work.
/// </summary>
public sealed class ManageSnapshot(Visible<Share> visible, ShareStore shares, SnapshotStore snapshots, SnapshotClaims claims, SnapshotWork work, TimeProvider clock)
{
    /// <summary>Longest name that a snapshot may have on its backend.</summary>
    const int LongestLocation = 255;

    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var asked = call.Body("snapshot", missing: 422);
        var shareId = ManagedFields.Required(asked, "share_id");
        var planned = new
        {
            Location = ManagedFields.Required(asked, "provider_location", LongestLocation),
            Name = asked.TextOrSynonym("name", "display_name"),
            Description = asked.TextOrSynonym("description", "display_description"),
            Options = ManagedFields.Options(asked),
            Metadata = asked.Metadata("metadata") ?? new SortedDictionary<string, string>(StringComparer.Ordinal),
        };
        var share = await visible.ToChange(call, shareId, "share_snapshot:manage_snapshot");
        work.Settings.ForAdmins.Check(call, planned.Metadata);
        ShareTask.MustBe(share, ShareStatus.Available);
        var snapshot = Snapshot.Of(share, call.Caller, clock.GetUtcNow()) with
        {
            Name = planned.Name, Description = planned.Description, Metadata = planned.Metadata, ProviderLocation = planned.Location,
        };
        var found = await claims.Find(snapshot, share, new ExistingSnapshot(planned.Location, planned.Options), call.Aborted);
        var state = new ManageSnapshotState(snapshot.Id.Text, planned.Location, planned.Options) { Found = found };
        await work.Db.Transaction(tx => Begin(tx, call, snapshot, state), call.Aborted);
        return Reply.One(SnapshotView.Of(snapshot), 202);
    }

    async Task Begin(Tx tx, Call call, Snapshot snapshot, ManageSnapshotState state)
    {
        var share = await shares.Find(tx, snapshot.ShareId, call.Aborted) ?? throw Refusals.NotFound("Share", snapshot.ShareId.Text);
        ShareTask.MustBe(share, ShareStatus.Available);
        if (share.HasReplicas) throw Refusals.Conflict($"Share {share.Id} has replicas; its snapshots cannot be managed.");
        if (await snapshots.IsOf(tx, share.Id, snapshot.ProviderLocation!, call.Aborted))
        {
            throw Refusals.Conflict($"{snapshot.ProviderLocation} is a snapshot of share {share.Id} in this service already.");
        }
        await snapshots.Insert(tx, snapshot, call.Aborted);
        if (state.Found is { } found && await claims.Claim(tx, snapshot.InstanceId, found, call.Aborted) is { } owner)
        {
            throw Refusals.Conflict($"{state.ProviderLocation} is {found.Name}, which belongs to {owner} already. Nothing was done to it.");
        }
        await work.Operations.Start(tx, state, SnapshotSubjects.Of(snapshot, call.Caller), Lanes.Of(share.ServiceHost), call.Aborted);
    }
}
