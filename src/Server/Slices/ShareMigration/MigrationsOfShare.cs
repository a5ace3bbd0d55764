using Abaca.Server.Shares;

namespace Abaca.Server.ShareMigration;

/// <summary>What moves are to shares: what a move has brought elsewhere goes with the share, and a move ends when nobody goes on with it.</summary>
public sealed class MigrationsOfShare(MigrationDrivers drivers, PlacedInstances instances, MigrationLedger ledger) : IShareDependent
{
    /// <inheritdoc/>
    public async Task<DriverResult> RemoveElsewhere(Share share, CancellationToken ct)
    {
        // What cannot be cancelled may still be removed where it was to go.
        if (await drivers.Cancel(share.Id.Text, ct) is DriverResult.Unclear unclear) return unclear;
        foreach (var other in await Left(share, ct))
        {
            ct.ThrowIfCancellationRequested(); // the lease may be lost since the last call: then another worker does the rest
            if (await drivers.Remove(other, ct) is var removed and not DriverResult.Done) return removed;
        }
        return new DriverResult.Done();
    }

    /// <inheritdoc/>
    public async Task Forget(Tx tx, Share share, CancellationToken ct)
    {
        foreach (var other in (await instances.Beside(tx, share.Id, ct)).Where(i => i.ReplicaState is null))
        {
            if (other.Status == ShareStatus.MigratingTo) await ledger.GiveBack(tx, share, other.TypeId, ct);
            await ledger.Forget(tx, other, ct);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A move that is only waited for, or whose state was cleared, may be gone on with. Else the owner has the share back as it is; what stands at
    /// the destination is left to whoever cancels the move, or deletes the share.
    /// </remarks>
    public async Task Abandon(Tx tx, Share share, string status, CancellationToken ct)
    {
        if (status == ShareStatus.Migrating || share.Status != ShareStatus.Migrating) return;
        if (await instances.Destination(tx, share.Id, ct) is not null) await ledger.Halt(tx, share, ct);
    }

    /// <inheritdoc/>
    /// <remarks>The share stays where it is, and the instance at the destination is kept in error, for whoever deletes it or the share.</remarks>
    public async Task<bool> GiveUp(Tx tx, Share share, CancellationToken ct)
    {
        if (share.Status != ShareStatus.Migrating) return false;
        await ledger.Return(tx, share, new Retreat(ShareTask.Error, KeepsDestination: true, AccessEnded: true), ct);
        return true;
    }

    async Task<IEnumerable<PlacedInstance>> Left(Share share, CancellationToken ct) =>
        (await instances.Beside(instances.Now, share.Id, ct)).Where(i => i.ReplicaState is null);
}
