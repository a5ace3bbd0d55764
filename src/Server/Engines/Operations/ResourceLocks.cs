using System.Runtime.InteropServices;

namespace Abaca.Server.Operations;

/// <summary>
/// Who is at work on what in this process. Workers of one resource have their own order and do not wait for each other here; whoever must be
/// alone with a resource (to read what is wanted of it and make the backend so, without something newer being carried out in between) keeps it:
/// only while nobody works on it, and until then nobody begins to.
/// </summary>
public sealed class ResourceLocks
{
    readonly Lock gate = new();
    readonly Dictionary<string, int> working = new(StringComparer.Ordinal);
    readonly Dictionary<string, TaskCompletionSource> kept = new(StringComparer.Ordinal);

    /// <summary>Begins to work on a resource, after whoever keeps it; disposing the answer ends that.</summary>
    public async Task<IDisposable> Work(string key, CancellationToken ct)
    {
        while (true)
        {
            Task free;
            lock (gate)
            {
                if (!kept.TryGetValue(key, out var keeper))
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(working, key, out _)++;
                    return new Turn(() => Leave(key));
                }
                free = keeper.Task;
            }
            await free.WaitAsync(ct);
        }
    }

    /// <summary>Keeps these resources for the caller alone; null when somebody works on one of them or keeps it. Disposing the answer gives them back.</summary>
    public IDisposable? Keep(params IReadOnlyCollection<string> keys)
    {
        var free = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (keys.Any(key => working.ContainsKey(key) || kept.ContainsKey(key))) return null;
            foreach (var key in keys) kept[key] = free;
        }
        return new Turn(() => GiveBack(keys, free));
    }

    void Leave(string key)
    {
        lock (gate)
        {
            if (--CollectionsMarshal.GetValueRefOrAddDefault(working, key, out _) == 0) working.Remove(key);
        }
    }

    void GiveBack(IReadOnlyCollection<string> keys, TaskCompletionSource free)
    {
        lock (gate)
        {
            foreach (var key in keys) kept.Remove(key);
        }
        free.SetResult();
    }

    sealed class Turn(Action end) : IDisposable
    {
        Action? left = end;

        public void Dispose() => Interlocked.Exchange(ref left, null)?.Invoke();
    }
}
