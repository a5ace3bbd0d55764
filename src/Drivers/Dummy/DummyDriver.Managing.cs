using System.Globalization;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Dummy;

/// <summary>Shares and snapshots that lie here without being in the service's care, and how they come into it and go out of it.</summary>
public sealed partial class DummyDriver
{
    /// <inheritdoc/>
    /// <remarks>The export path is one of its paths, their last part, or its name; option <c>size</c> sets its size in GiB.</remarks>
    public Task<DriverResult<ManagedShare>> Manage(ShareSpec share, ExistingShare existing, CancellationToken ct = default) =>
        Act(DummyMethod.Manage, held => TakeOver(held, share, existing), ct);

    /// <inheritdoc/>
    public Task<DriverResult> Unmanage(ShareSpec share, CancellationToken ct = default) => Act(DummyMethod.Unmanage, held =>
    {
        // Its path stays, so that clients find it where it was.
        if (held.Share(share.InstanceId) is { } found) held.Keep(found with { IsLetGo = true, Rules = [], MountPointName = PathName(found) });
        return DriverResult.Done;
    }, ct);

    /// <inheritdoc/>
    /// <remarks>The provider location is its name.</remarks>
    public Task<DriverResult<ManagedSnapshot>> ManageSnapshot(
        SnapshotSpec snapshot, ExistingSnapshot existing, CancellationToken ct = default) => Act<ManagedSnapshot>(DummyMethod.ManageSnapshot, held =>
        {
            if (held.Snapshot(snapshot.InstanceId) is { } done) return Answer(done);
            if (held.ForeignSnapshots.FirstOrDefault(s => s.ShareInstanceId == snapshot.Share.InstanceId && s.Name == existing.ProviderLocation) is not { } found)
                return No(MessageDetail.Unknown, $"{snapshot.Share.Name} has no snapshot '{existing.ProviderLocation}' that is not managed.");
            var taken = found with { InstanceId = snapshot.InstanceId, IsLetGo = false };
            held.Exchange(found, taken);
            return Answer(taken);
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> UnmanageSnapshot(SnapshotSpec snapshot, CancellationToken ct = default) => Act(DummyMethod.UnmanageSnapshot, held =>
    {
        if (held.Snapshot(snapshot.InstanceId) is { } found) held.Keep(found with { IsLetGo = true });
        return DriverResult.Done;
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
            held.Keep(new HeldSnapshot(Guid.NewGuid().ToString(), name, shareInstanceId, share.SizeGib, share.UsedBytes) { IsLetGo = true });
        }
    }

    static void Lay(DummyMemory held, string name, string pool, int sizeGib, long usedBytes = 0)
    {
        if (held.ForeignShares.Concat(held.Shares).Any(share => share.Name == name)) return;
        held.Keep(new HeldShare(name, "", name, pool, sizeGib, usedBytes) { MountPointName = name, IsLetGo = true });
    }

    DriverResult<ManagedShare> TakeOver(DummyMemory held, ShareSpec share, ExistingShare existing)
    {
        if (held.Share(share.InstanceId) is { } done) return new ManagedShare(done.SizeGib, Answer(done));
        if (!options.Protocols.Contains(share.Protocol))
            return No(MessageDetail.FilterCapabilities, $"Protocol {share.Protocol} is not in dummy_protocols.");
        if (held.ForeignShares.FirstOrDefault(s => s.Pool == share.Pool && IsCalled(s, existing.ExportPath)) is not { } found)
            return No(MessageDetail.Unknown, $"Pool {share.Pool} has no share '{existing.ExportPath}' that is not managed.");
        if (SizeOf(existing, found) is not { } size) return No(MessageDetail.Unknown, "Driver option size is no number of GiB above 0.");
        if (found.UsedBytes > size * BytesPerGib) return No(MessageDetail.Unknown, $"{found.Name} uses {found.UsedBytes} bytes, more than {size} GiB.");
        if (!Fits(held, share.Pool, size - found.SizeGib)) return No(MessageDetail.Unknown, $"Pool {share.Pool} has no room for {found.Name} of {size} GiB.");

        var taken = found with { InstanceId = share.InstanceId, ShareId = share.ShareId, SizeGib = size, IsLetGo = false };
        // First what hangs on it: a call that is cut off here finds the share as it was and does it all again.
        foreach (var snapshot in held.ForeignSnapshots.Where(s => s.ShareInstanceId == found.InstanceId).ToList())
            held.Keep(snapshot with { ShareInstanceId = share.InstanceId });
        held.Exchange(found, taken);
        return new ManagedShare(size, Answer(taken));
    }

    static bool IsCalled(HeldShare share, string path) =>
        path == share.Name || path == PathName(share) || path.EndsWith(":" + PathOf(share), StringComparison.Ordinal);

    static int? SizeOf(ExistingShare existing, HeldShare found) => !existing.Options.TryGetValue("size", out var text) ? found.SizeGib
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? size : null;

    static ManagedSnapshot Answer(HeldSnapshot snapshot) =>
        new(snapshot.SizeGib, new Dictionary<string, string> { ["provider_location"] = snapshot.Name });
}
