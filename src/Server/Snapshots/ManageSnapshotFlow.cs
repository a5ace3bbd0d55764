using Abaca.DriverSdk;
using Abaca.Server.Data;
using Abaca.Server.Messages;
using Abaca.Server.Operations;
using Abaca.Server.Quotas;
using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>From "manage_starting" to "available" with the size it has on the backend, or to "manage_error" with a reason.</summary>
public sealed class ManageSnapshotFlow(SnapshotDrivers drivers, SnapshotStore snapshots, ShareStore shares, IQuotas quotas, IMessages messages)
    : Flow<ManageSnapshotState>
{
    const string Location = "provider_location";

    /// <inheritdoc/>
    public override IReadOnlyList<Step<ManageSnapshotState>> Steps { get; } =
    [
        new Step<ManageSnapshotState>.Act(
            "take over the snapshot",
            async (state, ct) => (await drivers.Manage(state, ct)).Then(taken => Judged(state, taken)),
            (state, ct) => drivers.GiveBack(state, ct)),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<ManageSnapshotState> end, CancellationToken ct)
    {
        if (await snapshots.Find(tx, end.State.SnapshotId, ct) is not { } snapshot) return;
        if (end.Refused is { } refused)
        {
            await snapshots.Move(tx, snapshot.Id, SnapshotStatus.ManageError, [SnapshotStatus.ManageStarting], null, ct);
            await messages.Write(tx, MessageAction.Update, SnapshotSubjects.Message(snapshot, end.RequestId), refused.Detail, ct);
            return;
        }
        var taken = end.State.Taken!;
        if (snapshot.Size == 0)
        {
            // Manila does not charge what it takes over, but gives it back when it goes; here it is counted like any other.
            var share = await shares.Find(tx, snapshot.ShareId.Text, ct);
            await quotas.Take(tx, SnapshotSubjects.CostOf(snapshot with { Size = taken.SizeGib }, share) with { EvenBeyondLimits = true }, ct);
            await snapshots.SetSize(tx, snapshot.Id, taken.SizeGib, ct);
        }
        // A driver that renames it says so; the name asked for holds otherwise.
        var details = new Dictionary<string, string> { [Location] = end.State.ProviderLocation };
        foreach (var (key, value) in taken.Details) details[key] = value;
        await snapshots.SetDetails(tx, snapshot.Id, details, ct);
        await snapshots.Move(tx, snapshot.Id, SnapshotStatus.Available, [SnapshotStatus.ManageStarting], "100%", ct);
    }

    static Next<ManageSnapshotState> Judged(ManageSnapshotState state, ManagedSnapshot taken) => taken.SizeGib > 0
        ? new Next<ManageSnapshotState>.Continue(state with { Taken = taken })
        : new Next<ManageSnapshotState>.Refuse(new Refusal(MessageDetail.Unknown, $"Snapshot {state.ProviderLocation} has less than 1 GiB."));
}
