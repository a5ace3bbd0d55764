using System.Collections.Concurrent;
using System.Globalization;
using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>
/// Notices the death of a Ganesha node within a fraction of a second, has its sessions fenced, and has it told what it missed when it
/// is back. Each node is watched by a program there that ends together with Ganesha's process; nothing is polled from here.
/// </summary>
/// <param name="nodes">All nodes.</param>
/// <param name="dead">Finds and fences dead ones.</param>
/// <param name="cameBack">Begins to tell a node what it missed.</param>
/// <param name="host">The time, and the operator's log.</param>
sealed class NodeWatch(
    IReadOnlyList<NfsNode> nodes, DeadGaneshas dead, Action<NfsNode> cameBack, NfsHost host) : IAsyncDisposable
{
    /// <summary>The program on the node ends after this in any case, so that none stays behind when the service dies.</summary>
    const int WatchSeconds = 60;

    /// <summary>Status of timeout(1) when the time is up: Ganesha lives.</summary>
    const int TimeIsUp = 124;

    static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    static readonly TimeSpan Suspecting = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan QuietSweep = TimeSpan.FromSeconds(15);

    /// <summary>A Ganesha that has just started mounts its exports a moment later: it is looked for so often before the next quiet look.</summary>
    const int SoonLooks = 10;

    readonly CancellationTokenSource stop = new();
    readonly ConcurrentDictionary<NfsNode, GaneshaProcess> living = new();
    readonly ConcurrentDictionary<NfsNode, string> troubles = new();
    readonly SemaphoreSlim suspicion = new(0);
    Task? work;

    /// <summary>Begins to watch; done again it changes nothing.</summary>
    public void Begin() => work ??= Task.WhenAll([.. nodes.Select(node => Guarded(() => Watch(node))), Guarded(Sweep)]);

    /// <summary>A node may have its first session in CephFS now. Its machine can fall silent at any moment, and then it has to be known where it answered.</summary>
    public void Mounted()
    {
        if (!dead.KnowsPlaces(living.Values)) suspicion.Release();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        if (work is not null) await work;
        stop.Dispose();
        suspicion.Dispose();
    }

    async Task Watch(NfsNode node)
    {
        var pause = LookAgain;
        while (true)
        {
            var (answer, process) = await node.Identify(stop.Token);
            if (process is null)
            {
                Lost(node, answer);
                await Task.Delay(pause, host.Clock, stop.Token);
                // One that is down may be back at any moment; what does not let us in needs somebody first.
                pause = answer.End == NodeEnd.Down ? LookAgain : pause * 2 < LongestPause ? pause * 2 : LongestPause;
                continue;
            }
            pause = LookAgain;
            Found(node, process);
            await UntilItEnds(node, process);
        }
    }

    void Found(NfsNode node, GaneshaProcess process)
    {
        if (node.Barred is not null) host.Log.Say($"Ganesha on {node.Name} can be told of changes again.");
        node.Barred = null;
        troubles.TryRemove(node, out _);
        var before = living.GetValueOrDefault(node);
        living[node] = process;
        if (before != process) suspicion.Release();
        if (!node.IsDown && before == process) return;
        node.IsDown = false;
        if (before != process) host.Log.Say($"Ganesha serves on {node.Name} ({process}).");
        cameBack(node);
    }

    void Lost(NfsNode node, NodeAnswer answer)
    {
        if (living.TryRemove(node, out _)) suspicion.Release();
        node.Barred = answer.End == NodeEnd.Barred ? answer.Text : null;
        if (answer.End != NodeEnd.Down)
        {
            // Said once, and again when it is something else.
            if (troubles.GetValueOrDefault(node) != answer.Text) host.Log.Warn($"Ganesha on {node.Name} cannot be told of changes: {answer.Text}");
            troubles[node] = answer.Text;
            return;
        }
        if (node.IsDown) return;
        node.IsDown = true;
        host.Log.Warn($"Ganesha on {node.Name} does not serve; it reads the exports when it comes back.");
    }

    async Task UntilItEnds(NfsNode node, GaneshaProcess process)
    {
        // Its machine's name comes first: a floating address may have moved since, and a process of that number ended elsewhere proves nothing.
        string[] watch =
        [
            "sh", "-c", "cat /proc/sys/kernel/hostname; exec timeout \"$1\" tail --pid=\"$2\" -s 0.1 -f /dev/null", "sh",
            WatchSeconds.ToString(CultureInfo.InvariantCulture), process.Pid.ToString(CultureInfo.InvariantCulture),
        ];
        var ended = await node.Watching.Run(new Command(watch, TimeSpan.FromSeconds(WatchSeconds + 10)), stop.Token);
        if (ended.End == CommandEnd.Exited && ended.ExitCode == TimeIsUp) return;
        var isProved = !ended.Failed && ended.Output.TrimEnd() == process.Host;
        if (isProved || await NodeReach.HasEnded(node.Watching, process, stop.Token) is true)
        {
            living.TryRemove(node, out _);
            node.IsDown = true;
            host.Log.Warn($"Ganesha on {node.Name} has died ({process}).");
            await dead.Fence(process, stop.Token);
        }
        else if (ended.End == CommandEnd.Exited)
        {
            await Task.Delay(LookAgain, host.Clock, stop.Token);
        }
        else if (ended.End == CommandEnd.ConnectionLost && living.TryRemove(node, out _))
        {
            suspicion.Release(); // whether the machine is there at all is looked into beside the next try to reach it
        }
    }

    /// <summary>Looks for the dead at the start, after each change of a node, and again until everybody's fate is known.</summary>
    async Task Sweep()
    {
        await suspicion.WaitAsync(LookAgain, stop.Token);
        for (var soon = SoonLooks; ;)
        {
            while (suspicion.CurrentCount > 0) await suspicion.WaitAsync(stop.Token);
            var alive = living.Values.ToHashSet();
            var settled = await dead.Sweep(alive, [.. nodes.Where(node => living.ContainsKey(node) || nodes.Count == 1).Select(node => node.Watching)], stop.Token);
            soon = dead.KnowsPlaces(alive) ? 0 : soon - 1;
            if (await suspicion.WaitAsync(!settled ? Suspecting : soon > 0 ? LookAgain : QuietSweep, stop.Token)) soon = SoonLooks;
        }
    }

    /// <summary>A loop that stops over something unexpected begins again.</summary>
    async Task Guarded(Func<Task> loop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await loop();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception problem)
            {
                host.Log.Warn($"The watch over the Ganesha nodes begins again: {problem.Message}");
                await Task.Delay(LookAgain, host.Clock, CancellationToken.None);
            }
        }
    }
}
