using Abaca.Server.Quotas;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Reconcile;

/// <summary>From "manage_starting" to "available": an orphaned snapshot gets its row back. A refusal takes the row away again.</summary>
public sealed class AdoptSnapshotFlow(OrphanDrivers drivers, SnapshotStore snapshots, ShareStore shares, QuotaLedger quotas) : ResourceFlow<AdoptSnapshotState>
{
    const string Location = "provider_location";

    /// <inheritdoc/>
    public override IReadOnlyList<Step<AdoptSnapshotState>> Steps { get; } =
        [new Step<AdoptSnapshotState>.Act("look whether it is there", async (state, ct) => (await drivers.Find(state, ct)).Then(state))];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<AdoptSnapshotState> end, CancellationToken ct)
    {
        if (await snapshots.Find(tx, end.State.SnapshotId, ct) is not { Status: SnapshotStatus.ManageStarting } snapshot) return;
        if (end.Refused is not null)
        {
            await snapshots.Remove(tx, snapshot.Id, ct);
            if (!end.State.HadRow) await FormerInstances.Forget(tx, snapshot.InstanceId, ct);
            return;
        }
        if (snapshot.Size == 0)
        {
            var share = await shares.Find(tx, snapshot.ShareId, ct);
            await quotas.Take(tx, SnapshotSubjects.CostOf(snapshot with { Size = snapshot.ShareSize }, share) with { EvenBeyondLimits = true }, ct);
            await snapshots.SetSize(tx, snapshot.Id, snapshot.ShareSize, ct);
        }
        await snapshots.SetDetails(tx, snapshot.Id, new Dictionary<string, string>(end.State.Found.Place!.Details) { [Location] = end.State.Found.Name }, ct);
        await snapshots.Move(tx, snapshot.Id, SnapshotStatus.Available, [SnapshotStatus.ManageStarting], "100%", ct);
    }
}
