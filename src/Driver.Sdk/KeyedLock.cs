namespace Abaca.DriverSdk;

/// <summary>A driver's tool: one call at a time per name. Names are spread over a fixed number of locks, so nothing has to be forgotten later.</summary>
public sealed class KeyedLock
{
    readonly SemaphoreSlim[] locks = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Waits for the name's turn; disposing the answer ends it.</summary>
    public async Task<IDisposable> Enter(string name, CancellationToken ct)
    {
        var one = locks[(uint)string.GetHashCode(name, StringComparison.Ordinal) % (uint)locks.Length];
        await one.WaitAsync(ct);
        return new Turn(one);
    }

    sealed class Turn(SemaphoreSlim held) : IDisposable
    {
        public void Dispose() => held.Release();
    }
}
