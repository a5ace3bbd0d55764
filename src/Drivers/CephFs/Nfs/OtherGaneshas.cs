using System.Collections.Concurrent;
using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>
/// Ganeshas behind a floating address that do not hold it. Their sessions in CephFS say which there are and at which addresses; there
/// they are told of every change, so that the next holder serves by it at once. One that cannot be reached so has to be woken.
/// </summary>
/// <param name="machineAt">Runs programs on the machine with that address; null when there is no way to.</param>
/// <param name="log">For the operator.</param>
/// <param name="usesSudo">Who logs in there is not root.</param>
sealed class OtherGaneshas(Func<string, ICommandRunner?> machineAt, IDriverLog log, bool usesSudo = false)
{
    readonly ConcurrentDictionary<GaneshaProcess, NfsNode> reached = new();
    volatile IReadOnlyList<GaneshaProcess>? all;

    /// <summary>Says who there is, and looks who can be reached; true when somebody is new, who may have read the exports before the last change.</summary>
    public async Task<bool> Found(IReadOnlyList<GaneshaSessions> others, CancellationToken ct)
    {
        var before = all ?? [];
        foreach (var gone in reached.Keys.Except(others.Where(one => !one.IsSilent).Select(one => one.Process)).ToList()) reached.TryRemove(gone, out _);
        await Task.WhenAll(others.Where(one => !reached.ContainsKey(one.Process)).Select(one => Reach(one, ct)));
        all = [.. others.Select(one => one.Process)];
        return all.Except(before).Any();
    }

    /// <summary>Nobody can say who there is.</summary>
    public void Lost() => all = null;

    /// <summary>Tells all that can be reached; true when it is known who there is and each shows the change or serves nobody.</summary>
    public async Task<bool> Tell(Func<NfsNode, Task> tell)
    {
        await Task.WhenAll(reached.Select(async one =>
        {
            try
            {
                await tell(one.Value);
            }
            catch (StoppedException)
            {
                reached.TryRemove(one); // until the next look
            }
        }));
        return all is { } known && known.All(reached.ContainsKey);
    }

    /// <summary>A machine that answers at the address, and is the one that Ceph speaks of.</summary>
    async Task Reach(GaneshaSessions one, CancellationToken ct)
    {
        if (!one.IsSilent && one.Address is { } address && machineAt(address) is { } machine)
        {
            var node = new NfsNode(address, machine, machine, more => NodeReach.ServesNfs(address, more)) { UsesSudo = usesSudo };
            if ((await node.Identify(ct)).Process == one.Process)
            {
                reached[one.Process] = node;
                log.Say($"The Ganesha at {address} ({one.Process}), which does not hold the floating address, is told of changes too.");
                return;
            }
        }
        if (all?.Contains(one.Process) != true)
            log.Warn($"The Ganesha at {one.Address ?? "an unknown address"} ({one.Process}) cannot be told of changes there; it is woken through the index.");
    }
}
