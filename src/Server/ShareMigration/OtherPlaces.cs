using Abaca.DriverSdk;
using Abaca.Server.Data;
using Abaca.Server.Shares;

namespace Abaca.Server.ShareMigration;

/// <inheritdoc/>
public sealed class OtherPlaces(MigrationDrivers drivers, PlacedInstances instances, MigrationBooks books) : IShareMigrations
{
    /// <inheritdoc/>
    public async Task<DriverResult> RemoveElsewhere(Share share, CancellationToken ct = default)
    {
        // What cannot be cancelled may still be removed where it was to go.
        if (await drivers.Cancel(share.Id.Text, ct) is DriverResult.Uncertain unclear) return unclear;
        foreach (var other in await Left(share, ct))
        {
            ct.ThrowIfCancellationRequested(); // the lease may be lost since the last call: then another worker does the rest
            if (await drivers.Remove(other, ct) is var removed and not DriverResult.Succeeded) return removed;
        }
        return DriverResult.Done;
    }

    /// <inheritdoc/>
    public async Task ForgetElsewhere(Tx tx, Share share, CancellationToken ct = default)
    {
        foreach (var other in (await instances.Beside(tx, share.Id, ct)).Where(i => i.ReplicaState is null))
        {
            if (other.Status == ShareStatus.MigratingTo) await books.GiveBack(tx, share, other.TypeId, ct);
            await books.Forget(tx, other, ct);
        }
    }

    /// <inheritdoc/>
    public async Task Halt(Tx tx, Share share, CancellationToken ct = default)
    {
        if (await instances.Destination(tx, share.Id, ct) is not null) await books.Halt(tx, share, ct);
    }

    /// <inheritdoc/>
    public Task GiveUp(Tx tx, Share share, CancellationToken ct = default) =>
        books.Return(tx, share, new Retreat(ShareTask.Error, KeepsDestination: true, AccessEnded: true), ct);

    async Task<IEnumerable<PlacedInstance>> Left(Share share, CancellationToken ct) =>
        (await instances.Beside(instances.Now, share.Id, ct)).Where(i => i.ReplicaState is null);
}
