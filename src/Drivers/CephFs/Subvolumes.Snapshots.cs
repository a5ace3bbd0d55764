using Abaca.DriverSdk;
using Abaca.Drivers.Rados;

namespace Abaca.Drivers.CephFs;

/// <summary>Snapshots of subvolumes, and clones of snapshots.</summary>
sealed partial class Subvolumes
{
    /// <summary>Takes a snapshot; one of that name stays as it is.</summary>
    public async Task CreateSnapshot(SubvolumeName name, string snapshot, CancellationToken ct) =>
        Must(await Ask("fs subvolume snapshot create", Named(name, snapshot), ct), $"taking snapshot {snapshot} of subvolume {name}");

    /// <summary>Drops a snapshot; already gone, with its subvolume even, is done.</summary>
    public async Task RemoveSnapshot(SubvolumeName name, string snapshot, CancellationToken ct)
    {
        var arguments = Named(name, snapshot);
        arguments["force"] = true;
        Must(await Ask("fs subvolume snapshot rm", arguments, ct), $"dropping snapshot {snapshot} of subvolume {name}", Errno.NotThere);
    }

    /// <summary>A text kept with a snapshot; null when there is none, no such snapshot, or when the release cannot keep any.</summary>
    public async Task<string?> SnapshotNote(SubvolumeName name, string snapshot, string key, CancellationToken ct)
    {
        var arguments = Named(name, snapshot);
        arguments["key_name"] = key;
        var answer = await Ask("fs subvolume snapshot metadata get", arguments, ct);
        if (IsNotThere(answer) || CephWords.IsUnknownCommand(answer)) return null;
        Must(answer, $"reading {key} of snapshot {snapshot} of subvolume {name}");
        return answer.Output.Trim();
    }

    /// <summary>Keeps a text with a snapshot; an empty one is forgotten.</summary>
    public async Task SetSnapshotNote(SubvolumeName name, string snapshot, string key, string text, CancellationToken ct)
    {
        var arguments = Named(name, snapshot);
        arguments["key_name"] = key;
        if (text.Length == 0) arguments["force"] = true;
        else arguments["value"] = text;
        var answer = await Ask(text.Length == 0 ? "fs subvolume snapshot metadata rm" : "fs subvolume snapshot metadata set", arguments, ct);
        if (!CephWords.IsUnknownCommand(answer)) Must(answer, $"writing {key} of snapshot {snapshot} of subvolume {name}");
    }

    /// <summary>Names of a subvolume's snapshots.</summary>
    public async Task<IReadOnlyList<string>> Snapshots(SubvolumeName name, CancellationToken ct)
    {
        var answer = await Ask("fs subvolume snapshot ls", Named(name), ct);
        // One that is gone or not ready yet has none.
        if (answer is { End: RadosEnd.Answered, Error: Errno.NotThere or Errno.TryAgain }) return [];
        Must(answer, $"listing snapshots of subvolume {name}");
        return CephJson.Names(answer.Output);
    }

    /// <summary>Subvolumes that are being copied from a snapshot; null when there is no such snapshot.</summary>
    public async Task<IReadOnlyList<string>?> PendingClones(SubvolumeName name, string snapshot, CancellationToken ct)
    {
        var answer = await Ask("fs subvolume snapshot info", Named(name, snapshot), ct);
        if (IsNotThere(answer)) return null;
        Must(answer, $"looking at snapshot {snapshot} of subvolume {name}");
        return CephJson.PendingClones(answer.Output);
    }

    /// <summary>Begins to copy a snapshot into a new subvolume.</summary>
    public async Task<CloneStart> Clone(SnapshotPlace source, SubvolumeName target, CancellationToken ct)
    {
        var arguments = Named(source.Subvolume, source.Snapshot);
        arguments["target_sub_name"] = target.Name;
        if (target.Group is not null) arguments["target_group_name"] = target.Group;
        var answer = await Ask("fs subvolume snapshot clone", arguments, ct);
        if (answer.Succeeded) return CloneStart.Begun;
        if (answer.End == RadosEnd.Answered && answer.Error is Errno.Exists) return CloneStart.Begun;
        // The target itself says "not ready" while it is copied; a cluster whose copying threads are all busy says "try again".
        if (answer is { End: RadosEnd.Answered, Error: Errno.TryAgain })
            return CephWords.Says(answer, "not ready for operation") ? CloneStart.Begun : CloneStart.Busy;
        if (IsNotThere(answer))
            throw StoppedException.Refused(MessageDetail.DriverFailedCreatingFromSnapshot, $"{answer.Status}: it was removed behind Abaca's back.");
        throw Stopped(answer, $"copying {source} to subvolume {target}");
    }

    /// <summary>How far a clone has come; null when there is no such subvolume, or when it is none.</summary>
    public async Task<CloneProgress?> Progress(SubvolumeName clone, CancellationToken ct)
    {
        var answer = await Ask("fs clone status", Cloned(clone), ct);
        if (answer is { End: RadosEnd.Answered, Error: Errno.NotThere or Errno.NotSupported }) return null;
        Must(answer, $"asking how far subvolume {clone} is");
        return CephJson.Progress(answer.Output);
    }

    /// <summary>
    /// Stops the copying; a clone that is whole, failed, stopped already or gone stays as it is. False: the cluster does not find the order
    /// that a pending clone waits for, which happens when the mgr dies while it writes it down. Ceph 16 then neither copies nor removes it.
    /// </summary>
    public async Task<bool> CancelClone(SubvolumeName clone, CancellationToken ct)
    {
        var answer = await Ask("fs clone cancel", Cloned(clone), ct);
        if (answer is { End: RadosEnd.Answered, Error: Errno.NotThere or Errno.NotSupported }) return true;
        if (answer is { End: RadosEnd.Answered, Error: Errno.Invalid }) return !CephWords.Says(answer, "error canceling clone");
        Must(answer, $"stopping the copy to subvolume {clone}");
        return true;
    }

    static Dictionary<string, object> Named(SubvolumeName name, string snapshot)
    {
        if (!SubvolumeName.IsGood(snapshot)) throw StoppedException.Refused(MessageDetail.Unknown, $"\"{snapshot}\" cannot be the name of a snapshot.");
        var arguments = Named(name);
        arguments["snap_name"] = snapshot;
        return arguments;
    }

    static Dictionary<string, object> Cloned(SubvolumeName clone)
    {
        var arguments = Arguments();
        arguments["clone_name"] = clone.Name;
        if (clone.Group is not null) arguments["group_name"] = clone.Group;
        return arguments;
    }
}

/// <summary>What came of asking for a clone.</summary>
enum CloneStart
{
    /// <summary>The clone is there, copying or waiting for its turn.</summary>
    Begun,
    /// <summary>The cluster takes no more clones at this moment.</summary>
    Busy,
}

/// <summary>A snapshot of a subvolume.</summary>
/// <param name="Subvolume">The subvolume.</param>
/// <param name="Snapshot">The snapshot's name.</param>
sealed record SnapshotPlace(SubvolumeName Subvolume, string Snapshot)
{
    /// <inheritdoc/>
    public override string ToString() => $"snapshot {Snapshot} of subvolume {Subvolume}";
}

/// <summary>How far a clone has come.</summary>
/// <param name="State"><c>pending</c>, <c>in-progress</c>, <c>complete</c>, <c>failed</c> or <c>canceled</c>.</param>
/// <param name="Percent">0 to 100; a guess where the release does not say.</param>
/// <param name="Source">Snapshot that is copied; null when it is done.</param>
/// <param name="Failure">Why it failed, or null.</param>
sealed record CloneProgress(string State, int Percent, SnapshotPlace? Source, string? Failure)
{
    /// <summary>It goes on by itself.</summary>
    public bool IsUnderWay => State is "pending" or "in-progress";

    /// <summary>It has ended, and not well.</summary>
    public bool HasEnded => State is "failed" or "canceled";
}
