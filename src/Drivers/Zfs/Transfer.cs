using Abaca.DriverSdk;
using Abaca.Drivers.Ssh;

namespace Abaca.Drivers.Zfs;

/// <summary>
/// Carries snapshots from one dataset to another by <c>zfs send</c> and <c>zfs receive</c>: on one machine by a pipe there, between
/// machines through the service, so the file servers need not trust each other. What has arrived whole is never sent again.
/// </summary>
/// <param name="from">The file server with the source.</param>
/// <param name="into">The file server with the destination.</param>
/// <param name="clock">The time.</param>
sealed class Transfer(ZfsHost from, ZfsHost into, TimeProvider clock)
{
    static readonly TimeSpan Patience = TimeSpan.FromDays(7);

    readonly Datasets there = new(from, clock);
    readonly Datasets here = new(into, clock);

    /// <summary>
    /// Makes the destination's newest snapshot that of the source with this tag, with all older ones of the source (or, for a copy that shall
    /// have no past, only this one). What the destination has beyond the last snapshot that both know is lost.
    /// </summary>
    /// <exception cref="StoppedException">It could not be done; what has arrived stays.</exception>
    public async Task Bring(Dataset source, Dataset destination, string tag, bool withPast, CancellationToken ct)
    {
        var sent = await there.Snapshots(source, ct);
        var end = sent.FirstOrDefault(snapshot => snapshot.Tag == tag)
            ?? throw StoppedException.Refused(MessageDetail.DriverFailedCreatingFromSnapshot, $"Snapshot {source.At(tag)} is not on {from} any more.");
        var past = sent.TakeWhile(snapshot => snapshot != end).Append(end).ToList();
        var held = await here.Snapshots(destination, ct);
        var common = past.LastOrDefault(snapshot => held.Any(other => other.Guid == snapshot.Guid));
        if (common is null)
        {
            if (await here.Find(destination, ct) is not null) await Discard(destination, ct);
            common = withPast ? past[0] : end;
            await Pipe([source.At(common.Tag)], destination, ct);
            held = await here.Snapshots(destination, ct);
            if (held.All(other => other.Guid != common.Guid)) throw NotWhole(destination);
        }
        if (common == end) return;
        await MakeRoom(destination, past, ct);
        var known = held.First(other => other.Guid == common.Guid);
        // Under zfs-fuse whoever has files of it in memory would go on seeing the old ones.
        if (!into.InKernel) await here.Unmount(destination, ct);
        if (held[^1] != known && !await here.Rollback(destination, known.Tag, ct))
            throw StoppedException.Refused(MessageDetail.Unknown, $"Shares were made of snapshots that only {destination} has; it can follow again when they are gone.");
        await Pipe(["-I", source.At(common.Tag), source.At(tag)], destination, ct);
        // A stream that broke off between two snapshots looks like one that has ended.
        if ((await here.Snapshots(destination, ct)).All(other => other.Guid != end.Guid)) throw NotWhole(destination);
    }

    /// <summary>What a full share holds may be more than the limit of its copy, which is set anew when the copy is there.</summary>
    async Task MakeRoom(Dataset destination, IEnumerable<SnapshotFacts> coming, CancellationToken ct)
    {
        if (await here.Find(destination, ct) is { RefQuota: > 0 and var limit } && coming.Any(snapshot => snapshot.ReferencedBytes > limit))
            await here.Set(destination, "refquota", "none", ct);
    }

    static StoppedException NotWhole(Dataset destination) => StoppedException.Unclear($"The copy to {destination} has not arrived whole.");

    /// <summary>A destination that has nothing of the source: another stream on its way, or one that broke off; the latter can go.</summary>
    async Task Discard(Dataset destination, CancellationToken ct)
    {
        if (!await here.Destroy(destination, ct)) throw StoppedException.Unclear($"{destination} is being received by somebody.");
    }

    async Task Pipe(IReadOnlyList<string> what, Dataset destination, CancellationToken ct)
    {
        var send = from.AsRoot("zfs", ["send", .. what]);
        var receive = into.AsRoot("zfs", ["receive", "-u", "-F", destination.Name]);
        var run = IsOneMachine ? await Beside(send, receive, ct) : await Across(send, receive, ct);
        if (run.Failed) throw ZfsWords.Stop(run with { Command = new Command(["zfs", "send", what[^1], "|", "zfs", "receive", destination.Name], Patience) }, $"copying to {destination}");
    }

    bool IsOneMachine => ReferenceEquals(from, into) || from.Target == into.Target;

    /// <summary>
    /// dd in the middle belongs to whoever logged in, and writes to standard error now and then: when the connection is gone it dies,
    /// and sender and receiver with it.
    /// </summary>
    Task<CommandResult> Beside(IReadOnlyList<string> send, IReadOnlyList<string> receive, CancellationToken ct) =>
        into.RunLong(["sh", "-c", $"{Line(send)} | {Line([into.Tools["dd"], "bs=1M", "status=progress"])} | {Line(receive)}"], Patience, ct);

    async Task<CommandResult> Across(IReadOnlyList<string> send, IReadOnlyList<string> receive, CancellationToken ct)
    {
        var (near, far) = (await from.Passing(send, ct), await into.Passing(receive, ct));
        if (near is null || far is null) throw StoppedException.Unclear($"There is no SSH connection to {(near is null ? from : into)}.");
        return await into.Local.Run(new Command(["sh", "-c", $"{Line(near)} | {Line(far)}"], Patience), ct);
    }

    static string Line(IReadOnlyList<string> arguments) => string.Join(' ', arguments.Select(FarShell.Quote));
}
