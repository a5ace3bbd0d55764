using System.Collections.Concurrent;

namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>
/// Tells a node what it has missed, when it is seen for the first time or again, and once more a little later: first the changes that this
/// process could not tell it, then what nobody knows any more since the service was killed meanwhile, or since a call of the killed one
/// arrived late. For that the node's exports are compared with the index.
/// </summary>
/// <remarks>
/// An export that the index does not name may be the operator's own or another service's. Only what the index says was removed, with this
/// id and this path, is taken off a node.
/// </remarks>
/// <param name="objects">The index.</param>
/// <param name="settle">Makes an export of a node, by name and id, what index and object say; keeps for later what does not succeed.</param>
/// <param name="host">The time, and the operator's log.</param>
sealed class Stocktaking(ExportObjects objects, Func<NfsNode, string, int, CancellationToken, Task> settle, NfsHost host) : IAsyncDisposable
{
    /// <summary>By then a node that was still reading has read, and calls of a dead process have ended.</summary>
    static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(15);

    readonly CancellationTokenSource stop = new();
    readonly ConcurrentDictionary<NfsNode, (Task Looks, CancellationTokenSource Wait)> looks = new();

    /// <summary>Begins; returns at once.</summary>
    public void Begin(NfsNode node)
    {
        if (stop.IsCancellationRequested) return;
        var wait = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var before = looks.TryGetValue(node, out var last) ? last.Looks : Task.CompletedTask;
        last.Wait?.Cancel(); // what begins now looks twice itself
        last.Wait?.Dispose();
        var waiting = wait.Token;
        looks[node] = (Task.Run(() => Twice(before, node, waiting), CancellationToken.None), wait);
    }

    /// <summary>Until nothing is being compared.</summary>
    public Task Idle() => Task.WhenAll(looks.Values.Select(one => one.Looks));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Idle();
        foreach (var (_, wait) in looks.Values) wait.Dispose();
        stop.Dispose();
    }

    async Task Twice(Task before, NfsNode node, CancellationToken waiting)
    {
        await before;
        try
        {
            await Look(node);
            await Task.Delay(SecondLook, host.Clock, waiting);
            await Look(node);
        }
        catch (OperationCanceledException)
        {
            // The driver stops, or looking has begun anew.
        }
        catch (Exception problem)
        {
            host.Log.Warn($"What Ganesha on {node.Name} shows could not be compared with the index: {problem.Message}");
        }
    }

    async Task Look(NfsNode node)
    {
        foreach (var (name, id) in node.TakeMissed()) await settle(node, name, id, stop.Token);

        // The node first: whatever changes from then on is told to it by whoever changes it.
        if (await node.List(stop.Token) is not { } shown) return;
        var indexed = await objects.Indexed(stop.Token);
        var gone = indexed.Removed.Where(one => !indexed.Exports.ContainsKey(one.Id) && shown.TryGetValue(one.Id, out var path) && path == one.Path).ToList();
        foreach (var one in gone) await settle(node, one.Name, one.Id, stop.Token);
        foreach (var (id, name) in indexed.Exports.Where(one => !shown.ContainsKey(one.Key))) await settle(node, name, id, stop.Token);
        if (gone.Count > 0) host.Log.Say($"Ganesha on {node.Name} still served {gone.Count} exports that are gone; it has been told.");
    }
}
