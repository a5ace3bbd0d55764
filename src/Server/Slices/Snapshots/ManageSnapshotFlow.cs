using Abaca.Server.Messages;
using Abaca.Server.Quotas;
using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>From "manage_starting" to "available" with the size it has on the backend, or to "manage_error" with a reason.</summary>
public sealed class ManageSnapshotFlow(TakingSnapshots taking, SnapshotStore snapshots, ShareStore shares, QuotaLedger quotas, MessageStore messages)
    : ResourceFlow<ManageSnapshotState>
{
    const string Location = "provider_location";

    /// <inheritdoc/>
    public override IReadOnlyList<Step<ManageSnapshotState>> Steps { get; } =
    [
        new Step<ManageSnapshotState>.Act(
            "take over the snapshot",
            (state, ct) => taking.Take(state, ct),
            (state, ct) => taking.GiveBack(state, ct)),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<ManageSnapshotState> end, CancellationToken ct)
    {
        if (await snapshots.Find(tx, end.State.SnapshotId, ct) is not { } snapshot) return;
        if (end.Refused is { } refused)
        {
            await snapshots.Move(tx, snapshot.Id, SnapshotStatus.ManageError, [SnapshotStatus.ManageStarting], null, ct);
            // It is nothing, so whoever tries again is not in its own way.
            await snapshots.Claim(tx, snapshot.InstanceId, null, ct);
            await messages.Write(tx, MessageAction.Update, SnapshotSubjects.Message(snapshot, end.RequestId), refused.Detail, ct, refused.Text);
            return;
        }
        var taken = end.State.Taken!;
        if (snapshot.Size == 0)
        {
            // Manila does not charge what it takes over, but gives it back when it goes; here it is counted like any other.
            var share = await shares.Find(tx, snapshot.ShareId, ct);
            await quotas.Take(tx, SnapshotSubjects.CostOf(snapshot with { Size = taken.SizeGib }, share) with { EvenBeyondLimits = true }, ct);
            await snapshots.SetSize(tx, snapshot.Id, taken.SizeGib, ct);
        }
        // A driver that renames it says so; the name asked for holds otherwise.
        var details = new Dictionary<string, string> { [Location] = end.State.ProviderLocation };
        foreach (var (key, value) in taken.Details) details[key] = value;
        await snapshots.SetDetails(tx, snapshot.Id, details, ct);
        await snapshots.Move(tx, snapshot.Id, SnapshotStatus.Available, [SnapshotStatus.ManageStarting], "100%", ct);
    }
}

/// <summary>The step that takes a snapshot over: first it is certain what it is and that no other row has it, then the driver acts.</summary>
public sealed class TakingSnapshots(SnapshotDrivers drivers, SnapshotStore snapshots, ShareStore shares, SnapshotClaims claims, Db db)
{
    /// <summary>Takes it over, or finds it taken over.</summary>
    public async Task<StepEnd<ManageSnapshotState>> Take(ManageSnapshotState state, CancellationToken ct) => state.Found is null
        ? await Look(state, ct)
        : (await drivers.Manage(state, ct)).Then(taken => Judged(state, taken));

    /// <summary>Takes the taking over back, also when nobody knows whether it happened. What was never found was never touched.</summary>
    public Task<DriverResult> GiveBack(ManageSnapshotState state, CancellationToken ct) =>
        state.Found is null ? Task.FromResult<DriverResult>(new DriverResult.Done()) : drivers.GiveBack(state, ct);

    async Task<StepEnd<ManageSnapshotState>> Look(ManageSnapshotState state, CancellationToken ct)
    {
        if (await snapshots.Find(state.SnapshotId, ct) is not { } snapshot || await shares.Find(snapshot.ShareId, ct) is not { } share)
            return new StepEnd<ManageSnapshotState>.Refused(new Refusal(MessageDetail.Unknown, $"Snapshot {state.SnapshotId} or its share is gone."));
        var end = await drivers.FindExisting(snapshot, share, new ExistingSnapshot(state.ProviderLocation, state.Options), ct);
        if (end is not DriverResult<BackendObject>.Done { Value: var found })
            return end.Then<ManageSnapshotState, BackendObject>(_ => new StepEnd<ManageSnapshotState>.Done(state));
        if (await claims.Recognize(share, ct) is DriverResult.Unclear unclear) return new StepEnd<ManageSnapshotState>.Unclear(unclear.Why);
        return await db.Transaction(tx => claims.Claim(tx, snapshot.InstanceId, found, ct), ct) is { } owner
            ? new StepEnd<ManageSnapshotState>.Refused(new Refusal(
                MessageDetail.NotOwned, $"{state.ProviderLocation} is {found.Name}, which belongs to {owner} already. Nothing was done to it."))
            : new StepEnd<ManageSnapshotState>.Wait(state with { Found = found }, TimeSpan.Zero);
    }

    static StepEnd<ManageSnapshotState> Judged(ManageSnapshotState state, ManagedSnapshot taken) => taken.SizeGib > 0
        ? new StepEnd<ManageSnapshotState>.Done(state with { Taken = taken })
        : new StepEnd<ManageSnapshotState>.Refused(new Refusal(MessageDetail.Unknown, $"Snapshot {state.ProviderLocation} has less than 1 GiB."));
}
