using Abaca.DriverSdk;
using Abaca.Server.Services;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.ShareMigration;

/// <summary>Calls the driver of a moving share's backend with what is stored of the move at this moment.</summary>
public sealed class MigrationDrivers(
    IBackends backends, ShareStore shares, ShareSpecs specs, PlacedInstances instances, MovingSnapshots snapshots)
{
    /// <summary>Whether the share can be moved, and how gently.</summary>
    public Task<DriverResult<MigrationAbilities>> Check(string shareId, CancellationToken ct) =>
        Ask(shareId, (moving, move) => moving.CheckMigration(move, ct), ct);

    /// <summary>Begins the copy.</summary>
    public Task<DriverResult> Start(string shareId, CancellationToken ct) => Tell(shareId, (moving, move) => moving.StartMigration(move, ct), ct);

    /// <summary>How far the copy has come, in percent; also into the destination's progress.</summary>
    public async Task<DriverResult<int>> Continue(string shareId, CancellationToken ct)
    {
        var end = await Ask(shareId, (moving, move) => moving.ContinueMigration(move, ct), ct);
        if (end is DriverResult<int>.Succeeded percent && await instances.Destination(instances.Now, new ShareId(shareId), ct) is { } destination)
        {
            await instances.Copied(destination, Math.Clamp(percent.Value, 0, 100), ct);
        }
        return end;
    }

    /// <summary>Makes the destination the share.</summary>
    public Task<DriverResult<MigratedShare>> Complete(string shareId, CancellationToken ct) =>
        Ask(shareId, (moving, move) => moving.CompleteMigration(move, ct), ct);

    /// <summary>Ends the copy and removes what stands at the destination; without a destination there is nothing to do.</summary>
    public async Task<DriverResult> Cancel(string shareId, CancellationToken ct)
    {
        var found = await Find(shareId, ct);
        if (found.Move is null || (found.Driver is not null && found.Driver.Migration is null)) return DriverResult.Done;
        return found.Driver?.Migration is { } moving ? await moving.CancelMigration(found.Move, ct) : DriverResult.Unclear(found.Missing);
    }

    /// <summary>Removes an instance that does not represent its share from its backend, with its snapshots; gone already is done.</summary>
    public async Task<DriverResult> Remove(PlacedInstance instance, CancellationToken ct)
    {
        if (await shares.Find(instance.ShareId.Text, ct) is not { } share) return DriverResult.Done;
        if (backends.Find(instance.ServiceHost) is not { } driver) return DriverResult.Unclear(AbsentBackend.NotStarted(instance.ServiceHost));
        var there = instance.As(share);
        foreach (var snapshot in await snapshots.On(snapshots.Now, instance.Id, ct))
        {
            if (driver.Snapshots is not { } dropping) break;
            if (await dropping.DeleteSnapshot(await specs.Of(snapshot, there, ct), ct) is var end and not DriverResult.Succeeded) return end;
            ct.ThrowIfCancellationRequested(); // the lease may be lost since the last call: then another worker does the rest
        }
        return await driver.Delete(await specs.Of(there, ct), ct);
    }

    /// <summary>Why a share cannot be moved by its backend: the service copies none itself.</summary>
    internal static Refusal CannotMove(string serviceHost, string what) => new(
        MessageDetail.CannotMove, $"Backend {serviceHost} {what}, and this service does not copy shares itself (host-assisted migration).");

    async Task<DriverResult> Tell(string shareId, Func<IMigration, Migration, Task<DriverResult>> call, CancellationToken ct)
    {
        var found = await Find(shareId, ct);
        return Problem(found) ?? await call(found.Driver!.Migration!, found.Move!);
    }

    async Task<DriverResult<T>> Ask<T>(string shareId, Func<IMigration, Migration, Task<DriverResult<T>>> call, CancellationToken ct)
    {
        var found = await Find(shareId, ct);
        return Problem(found) is { } problem ? problem : await call(found.Driver!.Migration!, found.Move!);
    }

    static DriverResult? Problem(Found found)
    {
        if (found.Move is null) return DriverResult.Refused(new Refusal(MessageDetail.MoveFailed, found.Missing));
        if (found.Driver is not { } driver) return DriverResult.Unclear(found.Missing);
        return driver.Migration is null ? DriverResult.Refused(CannotMove(found.ServiceHost, "moves no shares")) : null;
    }

    async Task<Found> Find(string shareId, CancellationToken ct)
    {
        if (await shares.Find(shareId, ct) is not { } share) return new Found(null, null, "", $"Share {shareId} is gone.");
        if (await instances.Destination(instances.Now, share.Id, ct) is not { } destination)
        {
            return new Found(null, null, share.ServiceHost, $"Share {shareId} is not on its way anywhere.");
        }
        return new Found(
            backends.Find(share.ServiceHost), await MoveOf(share, destination, ct), share.ServiceHost, AbsentBackend.NotStarted(share.ServiceHost));
    }

    async Task<Migration> MoveOf(Share share, PlacedInstance destination, CancellationToken ct)
    {
        var there = destination.As(share);
        var arriving = (await snapshots.On(snapshots.Now, destination.Id, ct)).ToDictionary(s => s.Id);
        var moves = new List<SnapshotMove>();
        foreach (var snapshot in await snapshots.On(snapshots.Now, share.InstanceId, ct))
        {
            if (!arriving.TryGetValue(snapshot.Id, out var copy)) continue;
            moves.Add(new SnapshotMove(await specs.Of(snapshot, share, ct), await specs.Of(copy, there, ct)));
        }
        return new Migration(
            await specs.Of(share, ct), await specs.Of(there, ct),
            destination.ServiceHost[(destination.ServiceHost.IndexOf('@', StringComparison.Ordinal) + 1)..], moves);
    }

    sealed record Found(IShareDriver? Driver, Migration? Move, string ServiceHost, string Missing);
}
