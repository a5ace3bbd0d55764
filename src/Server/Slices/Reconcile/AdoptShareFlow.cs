using Abaca.Server.Services;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Reconcile;

/// <summary>
/// From "manage_starting" to "available": an orphan gets its row back, under the ids of its mark. Nobody is let in until somebody is let in anew. A refusal
/// takes the row away again, so that the orphan stays what it was: a row that was never entered must not be what deletes it.
/// </summary>
public sealed class AdoptShareFlow(
    SharePlacement placement, OrphanDrivers drivers, ShareStore shares, ShareRegistration intake, ShareRemoval removal) : ResourceFlow<AdoptShareState>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Step<AdoptShareState>> Steps { get; } =
    [
        new Step<AdoptShareState>.Decide("ask the pool", async (tx, state, ct) =>
            await shares.Find(tx, state.ShareId, ct) is not { } share ? Gone(state)
                : await placement.Welcomes(tx, share, ct) is { } refused ? new StepEnd<AdoptShareState>.Refused(refused)
                : new StepEnd<AdoptShareState>.Done(state, Lane: share.ServiceHost)),
        new Step<AdoptShareState>.Act("take it into care", async (state, ct) => (await drivers.Take(state, ct))
            .Then<AdoptShareState, ManagedShare>(taken => new StepEnd<AdoptShareState>.Done(state with { Taken = taken }))),
        new Step<AdoptShareState>.Decide("judge its size", async (tx, state, ct) =>
            await shares.Find(tx, state.ShareId, ct) is not { } share ? Gone(state)
                : await intake.Objection(tx, share, state.Taken!.SizeGib, ct) is not { } problem ? new StepEnd<AdoptShareState>.Done(state)
                : new StepEnd<AdoptShareState>.Refused(new Refusal(
                    MessageDetail.Unknown, string.Create(CultureInfo.InvariantCulture, $"{state.Found.Name} has {state.Taken.SizeGib} GiB: {problem}")))),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<AdoptShareState> end, CancellationToken ct)
    {
        if (await shares.Find(tx, end.State.ShareId, ct) is not { Status: ShareStatus.ManageStarting } share) return;
        if (end.Refused is not null)
        {
            await removal.Remove(tx, share, ct);
            if (!end.State.HadRow) await FormerInstances.Forget(tx, share.InstanceId.Text, ct);
            return;
        }
        await intake.Enter(tx, share, end.State.Taken!, ct);
        await shares.Move(tx, share.Id, ShareStatus.Available, [ShareStatus.ManageStarting], "100%", ct);
    }

    static StepEnd<AdoptShareState>.Refused Gone(AdoptShareState state) => new(new Refusal(MessageDetail.Unknown, $"Share {state.ShareId} is gone."));
}

/// <summary>Calls drivers about orphans that become shares and snapshots: the object must still be the one that was named, with its mark.</summary>
public sealed class OrphanDrivers(Backends backends, ShareStore shares, Abaca.Server.Snapshots.SnapshotStore snapshots, ShareSpecs specs)
{
    /// <summary>Makes sure of the share, with the size that it has and nobody let in.</summary>
    internal async Task<DriverResult<ManagedShare>> Take(AdoptShareState state, CancellationToken ct)
    {
        if (await shares.Find(state.ShareId, ct) is not { } share) return new DriverResult.Refused(new Refusal(MessageDetail.Unknown, $"Share {state.ShareId} is gone."));
        if (backends.Find(share.ServiceHost) is not { Inventory: { } inventory } driver) return AbsentBackend.Of(share.ServiceHost, $"Share {share.Id}");
        if (state.Found.SizeBytes is not { } bytes) return new DriverResult.Refused(new Refusal(MessageDetail.Unknown, $"{state.Found.Name} has no size limit: give it one on the storage, and list anew."));
        var size = (int)((bytes + (1L << 30) - 1) >> 30);
        var spec = await specs.Of(share, ct) with { SizeGib = size, Details = state.Found.Place!.Details, ObjectIdentity = state.Found.Identity };
        if (Other(await inventory.Look(spec, ct), state.Found) is { } other) return other;
        return await driver.Ensure(spec, [], ct) switch
        {
            DriverResult<CreatedShare>.Done made => new ManagedShare(size, made.Value with { Identity = state.Found.Identity }),
            var end => end.WithoutValue(),
        };
    }

    /// <summary>Looks whether the snapshot is there.</summary>
    internal async Task<DriverResult> Find(AdoptSnapshotState state, CancellationToken ct)
    {
        if (await snapshots.Find(state.SnapshotId, ct) is not { } snapshot || await shares.Find(snapshot.ShareId, ct) is not { } share)
            return new DriverResult.Refused(new Refusal(MessageDetail.Unknown, $"Snapshot {state.SnapshotId} or its share is gone."));
        if (backends.Find(share.ServiceHost) is not { Inventory: { } inventory }) return AbsentBackend.Of(share.ServiceHost, $"Share {share.Id}");
        var spec = await specs.Of(snapshot, share, ct) with { Details = state.Found.Place!.Details, ObjectIdentity = state.Found.Identity };
        return Other(await inventory.Look(spec, ct), state.Found) ?? new DriverResult.Done();
    }

    /// <summary>What speaks against it, or null: nothing or something else lies there.</summary>
    static DriverResult? Other(DriverResult<IReadOnlyList<BackendObject>> looked, BackendObject named)
    {
        if (looked is not DriverResult<IReadOnlyList<BackendObject>>.Done { Value: var there }) return looked.WithoutValue();
        return there.Count > 0 && there.All(one => one.Identity == named.Identity && one.Mark == named.Mark)
            ? null
            : new DriverResult.Refused(new Refusal(MessageDetail.NotOwned, $"{named.Name} ({named.Identity}) is not what it was any more; list anew."));
    }
}
