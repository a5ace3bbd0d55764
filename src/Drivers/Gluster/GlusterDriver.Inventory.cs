using Abaca.DriverSdk;

namespace Abaca.Drivers.Gluster;

/// <summary>Everything that carries one of our names or marks.</summary>
sealed partial class GlusterDriver : IInventory
{
    /// <inheritdoc/>
    public async Task<DriverResult<IReadOnlyList<BackendObject>>> List(CancellationToken ct = default)
    {
        if (!calls.HasStarted) return ShareCalls.NotStarted;
        return await StoppedException.Caught<IReadOnlyList<BackendObject>>(async () =>
        {
            var found = new List<BackendObject>();
            foreach (var place in places.Values)
            {
                var volumes = await place.Cluster.Volumes(ct);
                found.AddRange(volumes.Where(volume => !volume.IsUnowned || volume.Claims.Count > 0).Select(volume => ObjectOf(place, volume)));
                if (place.Members > place.NotThin?.Count) found.AddRange((await AllSnapshots(place, ct)).Where(IsOneOfOurs).Select(snapshot => ObjectOf(place, snapshot, volumes)));
            }
            return found;
        });
    }

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<BackendObject>>> Look(ShareSpec share, CancellationToken ct = default) => OnShare<IReadOnlyList<BackendObject>>(share, async place =>
    {
        var mark = settings.Marks.Of(share);
        return [.. (await place.Cluster.Volumes(ct)).Where(volume => volume.Owner?.IsSameOwner(mark) == true || IsProven(share, volume)).Take(1).Select(volume => ObjectOf(place, volume))];
    }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<BackendObject>>> Look(SnapshotSpec snapshot, CancellationToken ct = default) => OnShare<IReadOnlyList<BackendObject>>(snapshot.Share, async place =>
        await FindSnapshot(snapshot, place, ct) is { } found ? [ObjectOf(place, found, await place.Cluster.Volumes(ct))] : [], ct);

    static bool IsOneOfOurs(Snapshot snapshot) => snapshot.Mark is not null || snapshot.Name.StartsWith("manila-", StringComparison.Ordinal);

    BackendObject ObjectOf(Place place, Volume volume)
    {
        // Somebody who is about to take it, and nobody has it: it is his, so that his row is asked about it.
        var mark = volume.Owner ?? (volume.IsUnowned && volume.Claims.Count == 1 ? volume.Claims.Values.First() : null);
        return new BackendObject("share", volume.Name, mark?.InstanceId ?? volume.ShareId)
        {
            Identity = IdentityOf(volume),
            Mark = mark,
            IsLetGo = volume.IsLetGo,
            SizeBytes = options.Pattern.SizeIn(volume.Name) is { } gib ? (long)(gib * Gib) : null,
            NamedIds = volume.ShareId is { } id ? [id] : [],
            Place = new ObjectPlace(place.Cluster.Pool, Protocol, new Dictionary<string, string> { [VolumeDetail] = $"{place.Cluster.Server.Address}:/{volume.Name}" }),
        };
    }

    static BackendObject ObjectOf(Place place, Snapshot snapshot, IReadOnlyList<Volume> volumes) =>
        new("snapshot", snapshot.Name, snapshot.Mark?.InstanceId)
        {
            Identity = IdentityOf(snapshot),
            Mark = snapshot.Mark,
            NamedIds = snapshot.Mark is { SnapshotId: { } id } mark ? [mark.InstanceId, id] : [],
            Around = [.. volumes.Where(volume => volume.Name == snapshot.Volume).Select(IdentityOf)],
            Place = new ObjectPlace(place.Cluster.Pool, Protocol, DetailsOf(snapshot.Name)),
        };
}
