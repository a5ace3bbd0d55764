using System.Collections.Concurrent;
using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>
/// Finds Ganeshas that are dead but still have sessions in CephFS, and fences them. The MDS's own list says which Ganeshas there are,
/// on which host, under which number, from which address; so this also works when only a floating address is configured and the
/// machines behind it are not.
/// </summary>
/// <remarks>
/// What counts as evidence of death, since fencing a live Ganesha breaks it:
/// <list type="number">
/// <item>The process's own machine says that there is no such process: always enough.</item>
/// <item>
/// Nobody answers on the machine's own address, neither NFS nor SSH, not even with a refusal, at three looks in a row; the address did
/// answer while the process was known to live; and another Ganesha lives, whose machine gets no answer there either: so not we are the ones
/// who are cut off. These looks are quick, since clients wait for what the dead one holds.
/// A machine that is cut off from us and from the survivors' clients but not from Ceph is fenced by this wrongly: it then holds files
/// that nobody can reach through it, and has to be started again.
/// </item>
/// </list>
/// Anything else leaves the sessions alone.
/// </remarks>
/// <param name="fence">Lists and ends sessions.</param>
/// <param name="machineAt">Runs programs on the machine with that address; null when there is no way to.</param>
/// <param name="othersFound">Hears of those that are not dead, and that nobody watches; null when nobody can say.</param>
/// <param name="host">The time, and the operator's log.</param>
sealed class DeadGaneshas(
    SessionFence fence, Func<string, ICommandRunner?> machineAt, Func<IReadOnlyList<GaneshaSessions>?, CancellationToken, Task> othersFound, NfsHost host)
{
    const int Looks = 3;

    readonly ConcurrentDictionary<string, bool> answered = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<GaneshaProcess, bool> placed = new();
    readonly ConcurrentDictionary<GaneshaProcess, int> silences = new();
    readonly ConcurrentDictionary<GaneshaProcess, bool> warned = new();

    /// <summary>Fences a process whose end is proved.</summary>
    public async Task Fence(GaneshaProcess dead, CancellationToken ct)
    {
        var began = host.Clock.GetTimestamp();
        if (await fence.Evict(dead, ct) is { } problem)
        {
            if (warned.TryAdd(dead, true))
                host.Log.Warn($"The sessions of the dead Ganesha ({dead}) could not be ended, so clients of other nodes may wait: {problem}. "
                    + "The service's identity needs mds 'allow *' for this (ceph auth caps).");
            return;
        }
        silences.TryRemove(dead, out _);
        host.Log.Say($"Ended the CephFS sessions of the dead Ganesha ({dead}) in {host.Clock.GetElapsedTime(began).TotalMilliseconds:0} ms.");
    }

    /// <summary>Whether it is known of each where its machine answers: without that, the silence of the machine proves nothing.</summary>
    public bool KnowsPlaces(IEnumerable<GaneshaProcess> processes) => processes.All(placed.ContainsKey);

    /// <summary>Looks at all Ganeshas with sessions; true when there is nothing left to look at again soon.</summary>
    /// <param name="living">Ganeshas that are known to live.</param>
    /// <param name="machines">Machines that can be asked.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<bool> Sweep(IReadOnlySet<GaneshaProcess> living, IReadOnlyList<ICommandRunner> machines, CancellationToken ct)
    {
        if (await fence.Sessions(ct) is not { } sessions)
        {
            await othersFound(null, ct);
            return false;
        }
        await Task.WhenAll(sessions.Where(one => living.Contains(one.Process)).Select(one => Remember(one, ct)));
        var settled = true;
        var others = new List<GaneshaSessions>();
        var looks = sessions.Where(one => !living.Contains(one.Process)).Select(async one => (One: one, Dead: await IsDead(one, living, machines, ct)));
        foreach (var (one, isDead) in await Task.WhenAll(looks))
        {
            if (isDead is true) await Fence(one.Process, ct);
            else others.Add(one with { IsSilent = isDead is null });
            if (isDead is null) settled = false;
            if (isDead is false) silences.TryRemove(one.Process, out _);
        }
        await othersFound(others, ct);
        return settled;
    }

    async Task Remember(GaneshaSessions live, CancellationToken ct)
    {
        if (live.Address is not { } address || placed.ContainsKey(live.Process) || !await NodeReach.IsThere(address, ct)) return;
        (answered[address], placed[live.Process]) = (true, true);
    }

    async Task<bool?> IsDead(
        GaneshaSessions sessions, IReadOnlySet<GaneshaProcess> living, IReadOnlyList<ICommandRunner> machines, CancellationToken ct)
    {
        foreach (var each in machines)
            if (await NodeReach.HasEnded(each, sessions.Process, ct) is { } ended) return ended;
        if (sessions.Address is not { } address) return false;
        if (await NodeReach.IsThere(address, ct))
        {
            // Asked only when somebody is there: logging in where nobody is takes longer than all looks together.
            var ended = machineAt(address) is { } machine ? await NodeReach.HasEnded(machine, sessions.Process, ct) : null;
            if (ended is false) answered[address] = true;
            return ended ?? false;
        }
        if (!answered.ContainsKey(address) || living.Count == 0) return null;
        var seen = await Task.WhenAll(machines.Select(each => NodeReach.IsThereFrom(each, address, ct)));
        if (seen.Contains(true))
        {
            silences.TryRemove(sessions.Process, out _);
            return null;
        }
        var silent = silences.AddOrUpdate(sessions.Process, 1, (_, times) => times + 1);
        return silent >= Looks ? true : null;
    }
}

/// <summary>What the parts that work beside the calls need from the service.</summary>
/// <param name="Clock">The time.</param>
/// <param name="Log">For the operator.</param>
sealed record NfsHost(TimeProvider Clock, IDriverLog Log);
