using System.Globalization;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Dummy;

/// <summary>Shares and snapshots that lie here without being in the service's care, and how they come into it and go out of it.</summary>
public sealed partial class DummyDriver
{
    /// <inheritdoc/>
    public Task<DriverResult<BackendObject>> Find(ShareSpec share, ExistingShare existing, CancellationToken ct = default) =>
        Act<BackendObject>(DummyMethod.Find, held => Named(held, share, existing) is { } found ? ObjectOf(found) : Nothing(share, existing), ct);

    /// <inheritdoc/>
    public Task<DriverResult<BackendObject>> FindSnapshot(SnapshotSpec snapshot, ExistingSnapshot existing, CancellationToken ct = default) =>
        Act<BackendObject>(DummyMethod.FindSnapshot, held =>
            Named(held, snapshot, existing) is { } found ? ObjectOf(held, found) : Nothing(snapshot, existing), ct);

    /// <inheritdoc/>
    /// <remarks>The export path is one of its paths, their last part, or its name; option <c>size</c> sets its size in GiB.</remarks>
    public Task<DriverResult<ManagedShare>> Manage(ShareSpec share, ExistingShare existing, CancellationToken ct = default) =>
        Act(DummyMethod.Manage, held => TakeOver(held, share, existing), ct);

    /// <inheritdoc/>
    public Task<DriverResult> Unmanage(ShareSpec share, CancellationToken ct = default) => Act(DummyMethod.Unmanage, held =>
    {
        // Its path stays, so that clients find it where it was.
        if (held.Share(share.InstanceId) is not { } found) return new DriverResult.Done();
        if (Objection(found, share) is { } no) return no;
        held.Keep(found with { IsLetGo = true, Rules = [], MountPointName = PathName(found), Mark = null });
        return new DriverResult.Done();
    }, ct);

    /// <inheritdoc/>
    /// <remarks>The provider location is its name.</remarks>
    public Task<DriverResult<ManagedSnapshot>> ManageSnapshot(
        SnapshotSpec snapshot, ExistingSnapshot existing, CancellationToken ct = default) => Act<ManagedSnapshot>(DummyMethod.ManageSnapshot, held =>
        {
            if (held.Snapshot(snapshot.InstanceId) is { } done) return Answer(done);
            if (Named(held, snapshot, existing) is not { } found) return Nothing(snapshot, existing);
            if (NotFree(ObjectOf(held, found), existing.Found, options.Marks.Of(snapshot)) is { } no) return no;
            var taken = found with { InstanceId = snapshot.InstanceId, IsLetGo = false, Mark = MarkOf(snapshot), ObjectId = found.ObjectId ?? found.InstanceId };
            held.Exchange(found, taken);
            return Answer(taken);
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> UnmanageSnapshot(SnapshotSpec snapshot, CancellationToken ct = default) => Act(DummyMethod.UnmanageSnapshot, held =>
    {
        if (held.Snapshot(snapshot.InstanceId) is not { } found) return new DriverResult.Done();
        if (Objection(found, snapshot) is { } no) return no;
        held.Keep(found with { IsLetGo = true, Mark = null });
        return new DriverResult.Done();
    }, ct);

    /// <summary>Lays a share onto the backend that nobody manages, unless one of that name is there. For tests.</summary>
    /// <param name="name">Its name, and the last part of its export path.</param>
    /// <param name="pool">Pool.</param>
    /// <param name="sizeGib">Size in GiB.</param>
    /// <param name="usedBytes">Space in use in bytes.</param>
    public void Lay(string name, string pool, int sizeGib, long usedBytes = 0)
    {
        var held = memory ?? throw new InvalidOperationException("Start the driver first.");
        lock (held.Gate) Lay(held, name, pool, sizeGib, usedBytes);
    }

    /// <summary>Lays a snapshot beside a share that is there, which nobody manages. For tests.</summary>
    /// <exception cref="ArgumentException">No such share.</exception>
    public void LaySnapshot(string name, string shareInstanceId)
    {
        var held = memory ?? throw new InvalidOperationException("Start the driver first.");
        lock (held.Gate)
        {
            var share = held.Share(shareInstanceId) ?? throw new ArgumentException("No such share.", nameof(shareInstanceId));
            held.Keep(new HeldSnapshot(Guid.NewGuid().ToString(), name, shareInstanceId, share.SizeGib, share.UsedBytes) { IsLetGo = true, ObjectId = Guid.NewGuid().ToString() });
        }
    }

    static void Lay(DummyMemory held, string name, string pool, int sizeGib, long usedBytes = 0)
    {
        if (held.ForeignShares.Concat(held.Shares).Any(share => share.Name == name)) return;
        held.Keep(new HeldShare(name, "", name, pool, sizeGib, usedBytes) { MountPointName = name, IsLetGo = true, ObjectId = Guid.NewGuid().ToString() });
    }

    DriverResult<ManagedShare> TakeOver(DummyMemory held, ShareSpec share, ExistingShare existing)
    {
        if (held.Share(share.InstanceId) is { } done) return new ManagedShare(done.SizeGib, Answer(done));
        if (!options.Protocols.Contains(share.Protocol))
            return No(MessageDetail.FilterCapabilities, $"Protocol {share.Protocol} is not in dummy_protocols.");
        if (Named(held, share, existing) is not { } found) return Nothing(share, existing);
        if (NotFree(ObjectOf(found), existing.Found, options.Marks.Of(share)) is { } no) return no;
        if (SizeOf(existing, found) is not { } size) return No(MessageDetail.Unknown, "Driver option size is no number of GiB above 0.");
        if (found.UsedBytes > size * BytesPerGib) return No(MessageDetail.Unknown, $"{found.Name} uses {found.UsedBytes} bytes, more than {size} GiB.");
        if (!Fits(held, share.Pool, size - found.SizeGib)) return No(MessageDetail.Unknown, $"Pool {share.Pool} has no room for {found.Name} of {size} GiB.");

        var taken = found with { InstanceId = share.InstanceId, ShareId = share.ShareId, SizeGib = size, IsLetGo = false, Mark = MarkOf(share), ObjectId = found.ObjectId ?? found.InstanceId };
        // First what hangs on it: a call that is cut off here finds the share as it was and does it all again.
        foreach (var snapshot in held.ForeignSnapshots.Where(s => s.ShareInstanceId == found.InstanceId).ToList())
            held.Keep(snapshot with { ShareInstanceId = share.InstanceId });
        held.Exchange(found, taken);
        return new ManagedShare(size, Answer(taken));
    }

    /// <summary>What the administrator means, in our care or not; what lies free comes first.</summary>
    static HeldShare? Named(DummyMemory held, ShareSpec share, ExistingShare existing)
    {
        var path = Plain(existing.ExportPath);
        return held.ForeignShares.Concat(held.Shares).FirstOrDefault(s => s.Pool == share.Pool && (path == Plain(s.Name) || path == Plain(PathName(s)) || path == Plain(PathOf(s))));
    }

    static HeldSnapshot? Named(DummyMemory held, SnapshotSpec snapshot, ExistingSnapshot existing) => held.ForeignSnapshots.Concat(held.Snapshots)
        .FirstOrDefault(s => s.ShareInstanceId == snapshot.Share.InstanceId && Plain(s.Name) == Plain(existing.ProviderLocation));

    /// <summary>A path without its address and without steps that lead nowhere: one spelling of each.</summary>
    static string Plain(string path)
    {
        var colon = path.IndexOf(":/", StringComparison.Ordinal);
        var steps = new List<string>();
        foreach (var step in (colon >= 0 ? path[(colon + 1)..] : path).Trim().Split('/', StringSplitOptions.RemoveEmptyEntries).Where(step => step != "."))
        {
            if (step != "..") steps.Add(step);
            else if (steps.Count > 0) steps.RemoveAt(steps.Count - 1);
        }
        return string.Join('/', steps);
    }

    /// <summary>Why it cannot be taken over, or null.</summary>
    static DriverResult? NotFree(BackendObject now, BackendObject? judged, OwnershipMark wanted) => now.InstanceId is not null
        ? No(MessageDetail.NotOwned, $"{now.Name} belongs to instance {now.InstanceId} already.")
        : No(OwnershipRules.ObjectionToTaking(now, judged, wanted));

    static DriverResult Nothing(ShareSpec share, ExistingShare existing) =>
        No(MessageDetail.Unknown, $"Pool {share.Pool} has no share '{existing.ExportPath}'.");

    static DriverResult Nothing(SnapshotSpec snapshot, ExistingSnapshot existing) =>
        No(MessageDetail.Unknown, $"{snapshot.Share.Name} has no snapshot '{existing.ProviderLocation}'.");

    static int? SizeOf(ExistingShare existing, HeldShare found) => !existing.Options.TryGetValue("size", out var text) ? found.SizeGib
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? size : null;

    static ManagedSnapshot Answer(HeldSnapshot snapshot) =>
        new(snapshot.SizeGib, new Dictionary<string, string> { ["provider_location"] = snapshot.Name });
}
