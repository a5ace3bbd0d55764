using Abaca.Server.Services;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.ShareMigration;

/// <summary>Calls the driver of a moving share's backend with what is stored of the move at this moment.</summary>
public sealed class MigrationDrivers(
    Backends backends, ShareStore shares, ShareSpecs specs, PlacedInstances instances, MovingSnapshots snapshots)
{
    const string NoCopies = "and this service does not copy shares itself (host-assisted migration)";

    /// <summary>Whether the share can be moved, and how gently.</summary>
    public Task<DriverResult<MigrationAbilities>> Check(string shareId, CancellationToken ct) =>
        Ask(shareId, (moving, move) => moving.CheckMigration(move, ct), ct);

    /// <summary>Begins the copy.</summary>
    public Task<DriverResult> Start(string shareId, CancellationToken ct) => Tell(shareId, (moving, move) => moving.StartMigration(move, ct), ct);

    /// <summary>How far the copy has come, in percent; also into the destination's progress.</summary>
    public async Task<DriverResult<int>> Continue(string shareId, CancellationToken ct)
    {
        var end = await Ask(shareId, (moving, move) => moving.ContinueMigration(move, ct), ct);
        if (end is DriverResult<int>.Done percent && await instances.Destination(instances.Now, new ShareId(shareId), ct) is { } destination)
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
        var (able, move) = await Find(shareId, ct);
        if (move is null || (able.Of is null && able.Without is DriverResult.Refused)) return new DriverResult.Done();
        return able.Of is { } moving ? await moving.CancelMigration(move, ct) : able.Without;
    }

    /// <summary>Removes an instance that does not represent its share from its backend, with its snapshots; gone already is done.</summary>
    public async Task<DriverResult> Remove(PlacedInstance instance, CancellationToken ct)
    {
        if (await shares.Find(instance.ShareId, ct) is not { } share) return new DriverResult.Done();
        if (backends.Find(instance.ServiceHost) is not { } driver) return new DriverResult.Unclear(AbsentBackend.NotStarted(instance.ServiceHost));
        var there = instance.As(share);
        foreach (var snapshot in await snapshots.On(snapshots.Now, instance.Id, ct))
        {
            if (driver.Snapshots is not { } dropping) break;
            if (await dropping.DeleteSnapshot(await specs.Of(snapshot, there, ct), ct) is var end and not DriverResult.Done) return end;
            ct.ThrowIfCancellationRequested(); // the lease may be lost since the last call: then another worker does the rest
        }
        return await driver.Delete(await specs.Of(there, ct), ct);
    }

    /// <summary>Why a share cannot be moved by its backend: the service copies none itself.</summary>
    internal static Refusal CannotMove(string serviceHost, string what) => new(
        MessageDetail.CannotMove, $"Backend {serviceHost} {what}, {NoCopies}.");

    async Task<DriverResult> Tell(string shareId, Func<IMigration, Migration, Task<DriverResult>> call, CancellationToken ct)
    {
        var (able, move) = await Find(shareId, ct);
        return able.Of is { } moving ? await call(moving, move!) : able.Without;
    }

    async Task<DriverResult<T>> Ask<T>(string shareId, Func<IMigration, Migration, Task<DriverResult<T>>> call, CancellationToken ct)
    {
        var (able, move) = await Find(shareId, ct);
        return able.Of is { } moving ? await call(moving, move!) : able.Without;
    }

    async Task<(Ability<IMigration> Able, Migration? Move)> Find(string shareId, CancellationToken ct)
    {
        if (await shares.Find(shareId, ct) is not { } share) return Without($"Share {shareId} is gone.");
        if (await instances.Destination(instances.Now, share.Id, ct) is not { } destination) return Without($"Share {shareId} is not on its way anywhere.");
        var able = backends.Ability(
            share.ServiceHost, $"Share {share.Id}", driver => driver.Migration, $"moves no shares, {NoCopies}", MessageDetail.CannotMove);
        return (able, await MoveOf(share, destination, ct));
    }

    static (Ability<IMigration> Able, Migration? Move) Without(string why) =>
        (new Ability<IMigration>(null, new DriverResult.Refused(new Refusal(MessageDetail.MoveFailed, why))), null);

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
}
