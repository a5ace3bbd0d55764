using Abaca.Server.AccessRules;
using Abaca.Server.Quotas;
using Abaca.Server.Services;
using Abaca.Server.Shares;
using Abaca.Server.ShareTypes;
using Abaca.Server.Snapshots;

namespace Abaca.Server.ShareMigration;

/// <summary>What a move writes into the ledgers beside the share's status: places, pools, quotas, snapshots and rules.</summary>
public sealed class MigrationLedger(
    ShareStore shares, PlacedInstances instances, MovingSnapshots snapshots, SharePlacement placement, AccessRuleStore rules, ShareTypeStore types, QuotaLedger quotas)
{
    /// <summary>The share under another type: with what that type promises.</summary>
    public async Task<Share> Under(Share share, string? typeId, CancellationToken ct)
    {
        if (typeId == share.TypeId || typeId is null || await types.ById(typeId, ct) is not { } type) return share with { TypeId = typeId };
        return share with
        {
            TypeId = typeId,
            TypeName = type.Name,
            Abilities = ShareOrigin.AbilitiesOf(type),
            ReplicationType = type.ExtraSpecs.GetValueOrDefault("replication_type"),
        };
    }

    /// <summary>Charges the share and its snapshots under the type that they will have, when that is another one.</summary>
    /// <exception cref="OverQuota">A limit would be exceeded; nothing was taken.</exception>
    public Task Charge(Tx tx, Share share, string? typeId, CancellationToken ct) => Claim(tx, share, typeId, share.TypeId, claim => claim, ct);

    /// <summary>Takes what <see cref="Charge"/> takes, whatever the limits say: an operator says that the share is moving there.</summary>
    public Task Recharge(Tx tx, Share share, string? typeId, CancellationToken ct) =>
        Claim(tx, share, typeId, share.TypeId, claim => claim with { EvenBeyondLimits = true }, ct);

    /// <summary>Gives back what <see cref="Charge"/> took: the share keeps its type.</summary>
    public Task GiveBack(Tx tx, Share share, string? typeId, CancellationToken ct) =>
        Claim(tx, share, typeId, share.TypeId, claim => claim.Negated, ct);

    /// <summary>Gives back what the share has taken under the type that it had before the move.</summary>
    public Task LeaveType(Tx tx, Share share, string? newTypeId, CancellationToken ct) =>
        Claim(tx, share, share.TypeId, newTypeId, claim => claim.Negated, ct);

    /// <summary>Asks the destination's pool for room.</summary>
    /// <returns>Why the pool will not have the share, or null.</returns>
    public async Task<Refusal?> Place(Tx tx, Share share, PlacedInstance destination, CancellationToken ct)
    {
        var (zone, refused) = await placement.Invite(tx, await Under(share, destination.TypeId, ct), destination.Host, ct);
        if (refused is null) await instances.Place(tx, destination.Id, zone, share.Size, ct);
        return refused;
    }

    /// <summary>What comes of it that the pool will not have the share: see <see cref="AwaitedBackends"/>.</summary>
    internal Task<StepEnd<StartMigrationState>> Refuse(Tx tx, StartMigrationState state, Refusal why, CancellationToken ct) => placement.Refuse(tx, state, why, ct);

    /// <summary>Sets the snapshots out for the new place and, when clients must not write meanwhile, lowers their rules.</summary>
    /// <returns>Why that cannot be, or null.</returns>
    public async Task<Refusal?> SetOut(Tx tx, Share share, PlacedInstance destination, MigrationAbilities abilities, CancellationToken ct)
    {
        var taken = await snapshots.On(tx, share.InstanceId, ct);
        if (taken.Count > 0 && !abilities.PreserveSnapshots)
        {
            return MigrationDrivers.CannotMove(share.ServiceHost, $"would lose the {taken.Count} snapshots of share {share.Id}");
        }
        if (taken.Find(s => s.Status != SnapshotStatus.Available) is { } unfit)
        {
            return new Refusal(MessageDetail.CannotMove, $"Snapshot {unfit.Id} is {unfit.Status}; to move along it must be {SnapshotStatus.Available}.");
        }
        await snapshots.SetOut(tx, taken, destination.Id, ct);
        if (!abilities.Writable) await rules.Lower(tx, share, readOnly: true, ct);
        return null;
    }

    /// <summary>The share stays where it is: what was set out comes back, and the destination is forgotten.</summary>
    public async Task Return(Tx tx, Share share, Retreat retreat, CancellationToken ct)
    {
        if (await instances.Destination(tx, share.Id, ct) is { } destination)
        {
            await GiveBack(tx, share, destination.TypeId, ct);
            await (retreat.KeepsDestination ? Keep(tx, destination, ct) : Forget(tx, destination, ct));
        }
        await Resume(tx, share, retreat, ct);
        await shares.Move(tx, share.Id, ShareStatus.Available, [ShareStatus.Migrating], null, ct);
    }

    /// <summary>The share can be used where it is, as before the move; the destination stays in the ledger.</summary>
    public Task Halt(Tx tx, Share share, CancellationToken ct) => Resume(tx, share, new Retreat(ShareTask.Error, AccessEnded: true), ct);

    async Task Resume(Tx tx, Share share, Retreat retreat, CancellationToken ct)
    {
        await snapshots.Stay(tx, share.InstanceId, ct);
        if (share.IsReadOnly) await rules.Lower(tx, share, readOnly: false, ct);
        else if (retreat.AccessEnded) await rules.ApplyAgain(tx, share, ct);
        await shares.SetTaskState(tx, share.Id, retreat.TaskState, ct);
    }

    /// <summary>The backend holds what was promised for an instance.</summary>
    public async Task Settle(Tx tx, PlacedInstance instance, CancellationToken ct)
    {
        await placement.Settled(tx, instance.Counted, ct);
        await instances.SetInPlace(tx, instance.Id, ct);
    }

    /// <summary>Takes an instance out of the ledger, with the snapshots on it.</summary>
    public async Task Forget(Tx tx, PlacedInstance instance, CancellationToken ct)
    {
        await snapshots.Remove(tx, instance.Id, ct);
        await placement.Forget(tx, instance.Counted, ct);
        await instances.Remove(tx, instance.Id, ct);
    }

    /// <summary>An instance that could not be removed stays in the ledger, for an administrator to look at.</summary>
    public async Task Keep(Tx tx, PlacedInstance instance, CancellationToken ct)
    {
        await snapshots.Keep(tx, instance.Id, ct);
        await Settle(tx, instance, ct);
        await instances.SetStatus(tx, instance.Id, ShareStatus.ErrorDeleting, null, ct);
    }

    async Task Claim(Tx tx, Share share, string? typeId, string? otherTypeId, Func<QuotaClaim, QuotaClaim> sign, CancellationToken ct)
    {
        if (typeId == otherTypeId) return;
        var sizes = (await snapshots.On(tx, share.InstanceId, ct)).ConvertAll(s => s.Size);
        var cost = ShareSubjects.CostOf(await Under(share, typeId, ct));
        var claim = cost with
        {
            OneShareGigabytes = 0, Amounts = [.. cost.Amounts, (QuotaResource.Snapshots, sizes.Count(s => s > 0)), (QuotaResource.SnapshotGigabytes, sizes.Sum())],
        };
        await quotas.Take(tx, sign(claim), ct);
    }
}

/// <summary>How a share comes back from a move.</summary>
/// <param name="TaskState">What its task state says then.</param>
/// <param name="KeepsDestination">Something may be left at the destination that could not be removed: the instance is kept in error.</param>
/// <param name="AccessEnded">The backend may have ended access already: rules are applied again.</param>
public sealed record Retreat(string TaskState, bool KeepsDestination = false, bool AccessEnded = false);
