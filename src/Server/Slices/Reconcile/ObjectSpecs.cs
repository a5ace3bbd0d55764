namespace Abaca.Server.Reconcile;

/// <summary>Turns what lies on a storage without a row into what its driver is given: everything comes from the object itself.</summary>
static class ObjectSpecs
{
    static readonly Dictionary<string, string> None = [];

    /// <summary>The share that an object is, as its mark says.</summary>
    public static ShareSpec Share(BackendObject found, OwnershipMark mark) => new(
        mark.InstanceId, mark.ShareId, found.Name, "", found.Place!.Pool, found.Place.Protocol, Gib(found), None, None, found.Place.Details)
    {
        ObjectIdentity = found.Identity,
    };

    /// <summary>The snapshot that an object is.</summary>
    /// <param name="found">The snapshot.</param>
    /// <param name="mark">Its mark.</param>
    /// <param name="share">The share that it lies in.</param>
    public static SnapshotSpec Snapshot(BackendObject found, OwnershipMark mark, ShareSpec share) =>
        new(mark.InstanceId, mark.SnapshotId ?? mark.InstanceId, found.Name, share, share.SizeGib, found.Place!.Details) { ObjectIdentity = found.Identity };

    static int Gib(BackendObject found) => found.SizeBytes is { } bytes ? (int)Math.Clamp((bytes + (1L << 30) - 1) >> 30, 1, int.MaxValue) : 1;
}
