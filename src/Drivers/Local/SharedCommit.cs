namespace Abaca.Drivers.Local;

/// <summary>
/// Makes changes durable, many at the price of one: whoever asks while a commit runs shares the next one.
/// </summary>
sealed class SharedCommit(Func<Task<int>> commit)
{
    readonly Lock gate = new();
    Task<int> running = Task.FromResult(0);
    Task<int>? next;

    /// <summary>Returns after a commit that began after this call; an error number, 0 for success.</summary>
    public Task<int> Wait()
    {
        lock (gate) return next ??= After(running);
    }

    async Task<int> After(Task<int> before)
    {
        // How the one before ended is the business of those who waited for it.
        await ((Task)before).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        Task<int> mine;
        lock (gate)
        {
            mine = commit();
            (running, next) = (mine, null);
        }
        return await mine;
    }
}
