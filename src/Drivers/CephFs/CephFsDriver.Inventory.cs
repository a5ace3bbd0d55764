using System.Text.RegularExpressions;
using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs;

/// <summary>What is there, whoever made it.</summary>
sealed partial class CephFsDriver : IInventory
{
    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<BackendObject>>> List(CancellationToken ct = default) =>
        StoppedException.Caught<IReadOnlyList<BackendObject>>(async () =>
        {
            MustBeStarted();
            List<BackendObject> all = [];
            foreach (var name in await subvolumes.ListAll(ct))
            {
                // One may go while the others are listed.
                if (await subvolumes.Find(name, ct) is not { } found) continue;
                var share = await ObjectOf(found, ct);
                all.Add(share);
                foreach (var snapshot in await subvolumes.Snapshots(name, ct)) all.Add(await SnapshotOf(share, name, snapshot, ct));
            }
            all.AddRange(StoppedException.Need(await protocol.List(ct)));
            return all;
        });

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<BackendObject>>> Look(ShareSpec share, CancellationToken ct = default) => OnShare<IReadOnlyList<BackendObject>>(
        share, async name => await subvolumes.Find(name, ct) is { } found ? [await ObjectOf(found, ct)] : [], ct);

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<BackendObject>>> Look(SnapshotSpec snapshot, CancellationToken ct = default) => OnShare<IReadOnlyList<BackendObject>>(
        snapshot.Share, async name =>
        {
            if (await subvolumes.Find(name, ct) is not { } found || !(await subvolumes.Snapshots(name, ct)).Contains(NameOf(snapshot))) return [];
            return [await SnapshotOf(await ObjectOf(found, ct), name, NameOf(snapshot), ct)];
        }, ct);

    async Task<BackendObject> ObjectOf(SubvolumeFacts found, CancellationToken ct) => Noted(await NoteOn(found, ct), new("share", found.Place.Called.ToString(), InstanceIn(found.Place.Name))
    {
        Identity = await IdentityOf(found, ct),
        SizeBytes = found.QuotaBytes,
        NamedIds = InstanceIn(found.Place.Name) is { } id ? [id] : [],
        Place = new ObjectPlace(PoolName, protocol.Name, NamesOf(found.Place.Called)),
    });

    static BackendObject Noted(string? note, BackendObject found) => found with { Mark = OwnershipMark.Read(note), IsLetGo = OwnershipMark.SaysLetGo(note) };

    static Dictionary<string, string> NamesOf(SubvolumeName called)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal) { [SubvolumeName.NameDetail] = called.Name };
        if (called.Group is { } group) details[SubvolumeName.GroupDetail] = group;
        return details;
    }

    async Task<BackendObject> SnapshotOf(BackendObject share, SubvolumeName name, string snapshot, CancellationToken ct) => Noted(await subvolumes.SnapshotNote(name, snapshot, OwnerNote, ct), new("snapshot", $"{share.Name}@{snapshot}", null)
    {
        Identity = $"{share.Identity}@{snapshot}",
        NamedIds = [.. Uuid().Matches(snapshot).Select(match => match.Value)],
        Around = [share.Identity!],
        Place = share.Place! with { Details = new Dictionary<string, string> { [SnapshotNameDetail] = snapshot } },
    });

    /// <summary>Subvolumes of ours go by the id of their share instance.</summary>
    internal static string? InstanceIn(string name) => Uuid().Match(name) is { Success: true } found && found.Length == name.Length ? name : null;

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();
}
