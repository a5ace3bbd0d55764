using System.Collections.Concurrent;

namespace Abaca.Drivers.CephFs;

/// <summary>
/// Clones that the cluster would not take because all its copying threads are busy. They are begun one after the other, oldest
/// first, as those who wait for them ask how far they are. It is kept in memory: whoever asks for a share from a snapshot again
/// after a restart stands in line again.
/// </summary>
sealed class CloneQueue(TimeProvider clock)
{
    /// <summary>Who has not asked for so long has given up, and holds up nobody.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    readonly ConcurrentDictionary<SubvolumeName, Place> places = new();
    long tickets = 0;

    /// <summary>Stands in line, or stays there.</summary>
    public void Join(SubvolumeName target, SnapshotPlace source) =>
        places.AddOrUpdate(target, _ => new Place(source, Interlocked.Increment(ref tickets), clock.GetTimestamp()), (_, old) => old with { Seen = clock.GetTimestamp() });

    /// <summary>What the target waits for; null when it does not wait.</summary>
    public SnapshotPlace? SourceOf(SubvolumeName target) => places.TryGetValue(target, out var place) ? place.Source : null;

    /// <summary>Whether it is the target's turn to try.</summary>
    public bool IsNext(SubvolumeName target)
    {
        if (!places.TryGetValue(target, out var own)) return true;
        places.TryUpdate(target, own with { Seen = clock.GetTimestamp() }, own);
        return places.Values.All(other => other.Ticket >= own.Ticket || clock.GetElapsedTime(other.Seen) > Patience);
    }

    /// <summary>Leaves the line.</summary>
    public void Forget(SubvolumeName target) => places.TryRemove(target, out _);

    sealed record Place(SnapshotPlace Source, long Ticket, long Seen);
}
