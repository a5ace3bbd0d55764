using Abaca.DriverSdk;

namespace Abaca.Drivers.Gluster;

/// <summary>Snapshots, where all bricks of a volume are thin logical volumes, and shares from them.</summary>
sealed partial class GlusterDriver : ISnapshots, ICloning
{
    const string SnapshotDetail = "snapshot_name";

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyDictionary<string, string>>> CreateSnapshot(SnapshotSpec snapshot, CancellationToken ct = default) => OnShare(snapshot.Share, async place =>
    {
        var volume = await Existing(snapshot.Share, place, ct);
        if (await FindSnapshot(snapshot, place, ct) is { } found)
        {
            MustOwn(snapshot, found, place);
            return DetailsOf(found.Name);
        }
        if (place.NotThin?.GetValueOrDefault(volume.Name) is { } why)
            throw StoppedException.Refused(MessageDetail.Unknown, $"Volume {volume.Name} of {place.Cluster} cannot be snapshotted: {why}.");
        var name = Snapshot.NameOf(snapshot);
        var reply = await place.Cluster.Ask(ct, "snapshot", "create", name, volume.Name, "no-timestamp", "description", settings.Marks.Of(snapshot).ToText());
        if (!reply.Succeeded && !GlusterWords.Exists(reply)) throw GlusterWords.Stop(reply, $"taking a snapshot of volume {volume.Name}");
        return DetailsOf(name);
    }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> DeleteSnapshot(SnapshotSpec snapshot, CancellationToken ct = default) => OnShare(snapshot.Share, async place =>
    {
        if (await FindSnapshot(snapshot, place, ct) is not { } found) return;
        MustOwn(snapshot, found, place);
        var reply = await place.Cluster.Ask(ct, "snapshot", "delete", found.Name);
        if (!reply.Succeeded && !GlusterWords.NotThere(reply)) throw GlusterWords.Stop(reply, $"deleting snapshot {found.Name}");
    }, ct);

    /// <inheritdoc/>
    /// <remarks>
    /// A clone inherits all options of its origin, the origin's mark and its tenants among them. It is called after the share, so that nobody takes it for the
    /// origin, and is started only when it has a mark of its own and no tenants.
    /// </remarks>
    public Task<DriverResult<CreatedShare>> CreateFromSnapshot(ShareSpec share, SnapshotSpec source, CancellationToken ct = default) => OnShare(share, async place =>
    {
        if (source.Share.Pool != share.Pool)
            throw StoppedException.Refused(MessageDetail.DriverFailedCreatingFromSnapshot, $"The snapshot is in pool {source.Share.Pool}, and cannot become a share in {share.Pool}.");
        var name = Volume.CloneName(share.InstanceId);
        var volume = await place.Cluster.Find(name, ct);
        if (volume is null)
        {
            var found = await FindSnapshot(source, place, ct) ?? throw StoppedException.Refused(MessageDetail.NotThere, $"Snapshot {source.SnapshotId} is not on {place.Cluster}.");
            await Activate(place, found, ct);
            var reply = await place.Cluster.Ask(ct, "snapshot", "clone", name, found.Name);
            if (!reply.Succeeded && !GlusterWords.Exists(reply)) throw GlusterWords.Stop(reply, $"making a volume from snapshot {found.Name}");
            volume = await place.Cluster.Find(name, ct) ?? throw StoppedException.Unclear($"Volume {name} was made and is not there.");
        }
        if (volume.Owner is null)
        {
            await place.Cluster.Set(volume, $"marking volume {name}", ct,
                [.. VolumePool.Taking(settings.Marks.Of(share)), (Volume.OriginOption, source.SnapshotId), (Volume.AllowOption, volume.Allowed.With([]).ToString())]);
            volume = await place.Cluster.Again(volume, ct);
        }
        return await Standing(share, place, await Secured(place, volume, ct), ct);
    }, ct);

    static async Task Activate(Place place, Snapshot snapshot, CancellationToken ct)
    {
        if (snapshot.IsActive) return;
        var reply = await place.Cluster.Ask(ct, "snapshot", "activate", snapshot.Name, "force");
        if (!reply.Succeeded && !GlusterWords.Already(reply)) throw GlusterWords.Stop(reply, $"activating snapshot {snapshot.Name}");
    }

    /// <summary>The row's snapshot by its name, or by an id that stands in it (Manila's have the time behind it).</summary>
    static async Task<Snapshot?> FindSnapshot(SnapshotSpec snapshot, Place place, CancellationToken ct)
    {
        var all = await AllSnapshots(place, ct);
        if (snapshot.Details.GetValueOrDefault(SnapshotDetail) is { } name) return all.FirstOrDefault(found => found.Name == name);
        return all.FirstOrDefault(found => found.Name.Contains(snapshot.InstanceId, StringComparison.Ordinal) || found.Name.Contains(snapshot.SnapshotId, StringComparison.Ordinal));
    }

    static async Task<IReadOnlyList<Snapshot>> AllSnapshots(Place place, CancellationToken ct)
    {
        var reply = await place.Cluster.Ask(ct, "snapshot", "info");
        if (GlusterWords.NotThere(reply)) return [];
        if (!reply.Succeeded) throw GlusterWords.Stop(reply, $"listing the snapshots of {place.Cluster}");
        return Snapshot.Parse(reply.Document!);
    }

    void MustOwn(SnapshotSpec snapshot, Snapshot found, Place place) =>
        OwnershipRules.Need($"Snapshot {found.Name} of {place.Cluster}", found.Mark, settings.Marks.Of(snapshot), IsProven(snapshot, found));

    static bool IsProven(SnapshotSpec snapshot, Snapshot found) => snapshot.ObjectIdentity == IdentityOf(found)
        || found.Name.Contains(snapshot.InstanceId, StringComparison.Ordinal) || found.Name.Contains(snapshot.SnapshotId, StringComparison.Ordinal);

    static string IdentityOf(Snapshot snapshot) => $"gluster-snapshot:{snapshot.Id}";

    static IReadOnlyDictionary<string, string> DetailsOf(string name) => new Dictionary<string, string>(StringComparer.Ordinal) { [SnapshotDetail] = name };
}
