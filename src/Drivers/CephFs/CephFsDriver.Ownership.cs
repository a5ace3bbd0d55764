using System.Collections.Concurrent;
using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs;

/// <summary>
/// Marks of ownership: a note that the cluster keeps with the subvolume or the snapshot. What carries another row's mark is neither changed nor
/// deleted. What carries none (of the first release, or of a cluster that keeps no notes) is the row's when it goes by the row's own id, or when the
/// service has its identity on record. What says that it was let go is no row's.
/// </summary>
sealed partial class CephFsDriver
{
    const string OwnerNote = "abaca_owner";

    /// <summary>Rows whose subvolume has been seen to be theirs, so that not every rule asks again. Deletions always do.</summary>
    readonly ConcurrentDictionary<(string InstanceId, SubvolumeName Name), bool> seen = new();

    /// <summary>The subvolume is the row's, or the call stops.</summary>
    async Task MustOwn(ShareSpec share, SubvolumeFacts found, CancellationToken ct) =>
        await Need(share, found, await NoteOn(found, ct), ct);

    async Task Need(ShareSpec share, SubvolumeFacts found, string? note, CancellationToken ct) => OwnershipRules.Need(
        $"Subvolume {found.Place.Called}", OwnershipMark.Read(note), backend.Settings.Marks.Of(share), await IsProven(share, found, ct), OwnershipMark.SaysLetGo(note));

    /// <summary>The subvolume is the row's.</summary>
    async Task<bool> IsOurs(ShareSpec share, SubvolumeFacts found, CancellationToken ct)
    {
        var note = await NoteOn(found, ct);
        return OwnershipRules.Judge(OwnershipMark.Read(note), backend.Settings.Marks.Of(share), await IsProven(share, found, ct), OwnershipMark.SaysLetGo(note)) == Ownership.Ours;
    }

    /// <summary>The same where nothing is destroyed: what was seen once is believed.</summary>
    async Task MustBeOurs(ShareSpec share, SubvolumeFacts found, CancellationToken ct)
    {
        if (seen.ContainsKey((share.InstanceId, found.Place.Called))) return;
        await MustOwn(share, found, ct);
        seen[(share.InstanceId, found.Place.Called)] = true;
    }

    /// <summary>Marks what is the row's and has no mark yet.</summary>
    async Task PutMark(ShareSpec share, SubvolumeFacts found, CancellationToken ct)
    {
        var note = await NoteOn(found, ct);
        await Need(share, found, note, ct);
        if (OwnershipMark.Read(note) is null) await subvolumes.SetNote(found.Place.Called, OwnerNote, backend.Settings.Marks.Of(share).ToText(), ct);
        seen[(share.InstanceId, found.Place.Called)] = true;
    }

    /// <summary>Says on what is the row's that it was let go: what only has no mark could still be the row's, by its name.</summary>
    async Task TakeMark(ShareSpec share, SubvolumeFacts found, CancellationToken ct)
    {
        seen.TryRemove((share.InstanceId, found.Place.Called), out _);
        await subvolumes.SetNote(found.Place.Called, OwnerNote, OwnershipMark.LetGo, ct);
    }

    /// <summary>The snapshot is the row's, or the call stops; one that is not there is fine.</summary>
    async Task MustOwn(SnapshotSpec snapshot, SubvolumeName name, string tag, CancellationToken ct)
    {
        var note = await subvolumes.SnapshotNote(name, tag, OwnerNote, ct);
        var mark = OwnershipMark.Read(note);
        var isProven = tag.StartsWith(snapshot.SnapshotId, StringComparison.Ordinal);
        if (mark is null && !isProven)
        {
            if (!(await subvolumes.Snapshots(name, ct)).Contains(tag)) return;
            isProven = snapshot.ObjectIdentity is { } known && await subvolumes.Find(name, ct) is { } found && known == $"{await IdentityOf(found, ct)}@{tag}";
        }
        OwnershipRules.Need($"Snapshot {tag} of subvolume {name}", mark, backend.Settings.Marks.Of(snapshot), isProven, OwnershipMark.SaysLetGo(note));
    }

    // One that is still copied, or is what a dead mgr left, keeps no notes: looking for them would make it something else.
    async Task<string?> NoteOn(SubvolumeFacts found, CancellationToken ct) =>
        found is { Ready: true, IsWreck: false } ? await subvolumes.Note(found.Place.Called, OwnerNote, ct) : null;

    async Task<bool> IsProven(ShareSpec share, SubvolumeFacts found, CancellationToken ct) =>
        found.Place.Name == share.InstanceId || (share.ObjectIdentity is { } known && known == await IdentityOf(found, ct));

    /// <summary>It is what its path in this file system of this cluster is, since a path is never used twice; one that is still copied has none yet.</summary>
    async Task<string> IdentityOf(SubvolumeFacts found, CancellationToken ct) =>
        $"{await subvolumes.Storage(ct)}:{(found.Ready ? found.Place.Path : found.Place.Called.ToString())}";
}
