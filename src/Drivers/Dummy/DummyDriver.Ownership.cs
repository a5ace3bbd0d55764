using Abaca.DriverSdk;

namespace Abaca.Drivers.Dummy;

/// <summary>What lies here, which object it is, and whose it says it is.</summary>
public sealed partial class DummyDriver : IInventory
{
    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<BackendObject>>> List(CancellationToken ct = default) =>
        Act<IReadOnlyList<BackendObject>>(DummyMethod.List, held => held.Shares.Concat(held.ForeignShares).Select(ObjectOf)
            .Concat(held.Snapshots.Concat(held.ForeignSnapshots).Select(snapshot => ObjectOf(held, snapshot)))
            .ToList(), ct);

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<BackendObject>>> Look(ShareSpec share, CancellationToken ct = default) =>
        Act<IReadOnlyList<BackendObject>>(DummyMethod.Look, held => held.Share(share.InstanceId) is { } found ? [ObjectOf(found)] : Array.Empty<BackendObject>(), ct);

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<BackendObject>>> Look(SnapshotSpec snapshot, CancellationToken ct = default) =>
        Act<IReadOnlyList<BackendObject>>(
            DummyMethod.Look, held => held.Snapshot(snapshot.InstanceId) is { } found ? [ObjectOf(held, found)] : Array.Empty<BackendObject>(), ct);

    /// <summary>Writes a mark onto what an instance has (or onto a share that was laid, by its name), or wipes it off. For tests.</summary>
    /// <exception cref="ArgumentException">The instance has nothing.</exception>
    public void Mark(string instanceId, OwnershipMark? mark)
    {
        var held = memory ?? throw new InvalidOperationException("Start the driver first.");
        lock (held.Gate)
        {
            if (held.Any(instanceId) is { } share) held.Keep(share with { Mark = mark?.ToText() });
            else if (held.Snapshot(instanceId) is { } snapshot) held.Keep(snapshot with { Mark = mark?.ToText() });
            else throw new ArgumentException("No such instance.", nameof(instanceId));
        }
    }

    // Without a state file nothing outlives this driver, so neither must its identities.
    readonly string storage = $"dummy:{options.StateFile ?? Guid.NewGuid().ToString()}";

    string IdentityOf(HeldShare share) => $"{storage}:share:{share.ObjectId ?? share.InstanceId}";

    string IdentityOf(HeldSnapshot snapshot) => $"{storage}:snapshot:{snapshot.ObjectId ?? snapshot.InstanceId}";

    BackendObject ObjectOf(HeldShare share) => new("share", share.Name, share.IsLetGo ? null : share.InstanceId)
    {
        Identity = IdentityOf(share),
        Mark = OwnershipMark.Read(share.Mark),
        SizeBytes = share.SizeGib * BytesPerGib,
        NamedIds = share.IsLetGo ? [] : [share.InstanceId],
        Place = new ObjectPlace(share.Pool, options.Protocols[0], new Dictionary<string, string>()),
    };

    BackendObject ObjectOf(DummyMemory held, HeldSnapshot snapshot) => new("snapshot", snapshot.Name, snapshot.IsLetGo ? null : snapshot.InstanceId)
    {
        Identity = IdentityOf(snapshot),
        Mark = OwnershipMark.Read(snapshot.Mark),
        SizeBytes = snapshot.SizeGib * BytesPerGib,
        NamedIds = snapshot.IsLetGo ? [] : [snapshot.InstanceId],
        Around = held.Any(snapshot.ShareInstanceId) is { } share ? [IdentityOf(share)] : [],
        Place = held.Any(snapshot.ShareInstanceId) is { } of ? new ObjectPlace(of.Pool, options.Protocols[0], new Dictionary<string, string>()) : null,
    };

    string MarkOf(ShareSpec share) => options.Marks.Of(share).ToText();

    string MarkOf(SnapshotSpec snapshot) => options.Marks.Of(snapshot).ToText();

    /// <summary>Why the share is not the row's, or null. It is found by the row's id, which proves it where there is no mark.</summary>
    DriverResult? Objection(HeldShare found, ShareSpec share) =>
        No(OwnershipRules.Objection($"Share {found.Name}", OwnershipMark.Read(found.Mark), options.Marks.Of(share), isProven: true));

    DriverResult? Objection(HeldSnapshot found, SnapshotSpec snapshot) =>
        No(OwnershipRules.Objection($"Snapshot {found.Name}", OwnershipMark.Read(found.Mark), options.Marks.Of(snapshot), isProven: true));

    /// <summary>Forgets the row's share; one that is another's is refused.</summary>
    DriverResult Drop(DummyMemory held, ShareSpec share)
    {
        if (held.Share(share.InstanceId) is not { } found) return new DriverResult.Done();
        if (Objection(found, share) is { } no) return no;
        held.DropShare(share.InstanceId);
        return new DriverResult.Done();
    }

    /// <summary>Forgets snapshots, all of them or, when one is another's, none.</summary>
    DriverResult Drop(DummyMemory held, IEnumerable<SnapshotSpec> snapshots)
    {
        var found = snapshots.Select(spec => (Spec: spec, Held: held.Snapshot(spec.InstanceId))).Where(pair => pair.Held is not null).ToList();
        if (found.Select(pair => Objection(pair.Held!, pair.Spec)).FirstOrDefault(no => no is not null) is { } refused) return refused;
        foreach (var (spec, _) in found) held.DropSnapshot(spec.InstanceId);
        return new DriverResult.Done();
    }

    static DriverResult? No(Refusal? why) => why is null ? null : new DriverResult.Refused(why);
}
