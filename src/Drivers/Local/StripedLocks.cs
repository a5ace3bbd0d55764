namespace Abaca.Drivers.Local;

/// <summary>One call at a time per share. Shares are spread over a fixed number of locks, so nothing has to be forgotten later.</summary>
sealed class StripedLocks
{
    readonly SemaphoreSlim[] locks = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Waits for the share's turn; disposing the answer ends it.</summary>
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
