using System.Text.RegularExpressions;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Lvm;

/// <summary>Everything that carries one of our names or marks.</summary>
sealed partial class LvmDriver : IInventory
{
    string? storage;

    /// <inheritdoc/>
    public async Task<DriverResult<IReadOnlyList<BackendObject>>> List(CancellationToken ct = default)
    {
        if (!calls.HasStarted) return ShareCalls.NotStarted;
        return await StoppedException.Caught<IReadOnlyList<BackendObject>>(async () =>
        {
            var found = new List<BackendObject>();
            foreach (var sight in await volumes.All(ct))
                if (IsOneOfOurs(sight.Volume)) found.Add(await ObjectOf(sight.Volume, ct));
            return found;
        });
    }

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<BackendObject>>> Look(ShareSpec share, CancellationToken ct = default) => OnShare<IReadOnlyList<BackendObject>>(share, async name =>
        await volumes.Find(name, ct) is { } found || (found = await volumes.Find(HeirOf(name), ct)) is not null ? [await ObjectOf(found.Volume, ct)] : [], ct);

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<BackendObject>>> Look(SnapshotSpec snapshot, CancellationToken ct = default) =>
        OnShare<IReadOnlyList<BackendObject>>(snapshot.Share, async _ => IsGood(Called(snapshot)) && await volumes.Find(NameOf(snapshot), ct) is { } found ? [await ObjectOf(found.Volume, ct)] : [], ct);

    /// <summary>The volume group as no other is: by LVM's number of it.</summary>
    async Task<string> Storage(CancellationToken ct) => storage ??= $"lvm:{(await Room.Measure(host, options, ct)).GroupUuid}";

    /// <summary>A volume as an object. It is what its number in its group is, whatever it is called.</summary>
    async Task<BackendObject> ObjectOf(Volume volume, CancellationToken ct)
    {
        var ids = IdsIn(volume.Name);
        var isSnapshot = volume.Mark is { } mark ? mark.SnapshotId is not null : IsSnapshotsName(volume.Name);
        return new BackendObject(isSnapshot ? "snapshot" : "share", volume.Name, ids is [.., var last] && volume.Name.EndsWith(last, StringComparison.Ordinal) ? last : null)
        {
            Identity = $"{await Storage(ct)}:{volume.Uuid}",
            Mark = volume.Mark,
            IsLetGo = volume.IsLetGo,
            SizeBytes = isSnapshot ? null : volume.Bytes,
            NamedIds = ids,
            Place = new ObjectPlace(PoolName, "NFS", new Dictionary<string, string> { [VolumeDetail] = volume.Name }),
        };
    }

    /// <summary>It bears a mark, or a name that Manila or we give.</summary>
    static bool IsOneOfOurs(Volume volume) => volume.IsOrdinary && (volume.OwnerTag is not null || OurName().IsMatch(volume.Name));

    static bool IsSnapshotsName(string name) => name.StartsWith("share-snapshot-", StringComparison.Ordinal);

    static List<string> IdsIn(string name) => [.. Uuid().Matches(name).Select(match => match.Value)];

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex("^share-(snapshot-)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(-reverted)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex OurName();
}
