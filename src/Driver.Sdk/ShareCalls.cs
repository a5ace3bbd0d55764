namespace Abaca.DriverSdk;

/// <summary>A driver's tool: the backend is started once, and calls on one share run one at a time, with failures as results.</summary>
public sealed class ShareCalls
{
    readonly SemaphoreSlim starting = new(1);
    readonly KeyedLock locks = new();
    volatile bool started;

    /// <summary>How calls end before the start.</summary>
    public static DriverResult NotStarted => new DriverResult.Unclear("The backend has not been started.");

    /// <summary>Whether it was started.</summary>
    public bool HasStarted => started;

    /// <summary>Starts it, unless that was done; who comes meanwhile waits for it.</summary>
    /// <param name="start">Starts it.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<DriverResult> Start(Func<Task<DriverResult>> start, CancellationToken ct)
    {
        await starting.WaitAsync(ct);
        try
        {
            if (started) return new DriverResult.Done();
            var end = await start();
            started = end is DriverResult.Done;
            return end;
        }
        finally
        {
            starting.Release();
        }
    }

    /// <summary>Waits until no call is at work on what has the name; disposing the answer lets the next one in.</summary>
    public Task<IDisposable> Turn(string name, CancellationToken ct) => locks.Enter(name, ct);

    /// <summary>Runs one call on one share.</summary>
    /// <param name="find">Where the share is, by its row; a share that is not this backend's stops the call.</param>
    /// <param name="nameOf">The name whose turn it takes.</param>
    /// <param name="work">The call.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<DriverResult<T>> Run<TPlace, T>(Func<TPlace> find, Func<TPlace, string> nameOf, Func<TPlace, Task<T>> work, CancellationToken ct)
    {
        if (!started) return NotStarted;
        return await StoppedException.Caught(async () =>
        {
            var place = find();
            using var turn = await Turn(nameOf(place), ct);
            return await work(place);
        });
    }

    /// <inheritdoc cref="Run{TPlace, T}"/>
    public async Task<DriverResult> Run<TPlace>(Func<TPlace> find, Func<TPlace, string> nameOf, Func<TPlace, Task> work, CancellationToken ct) =>
        (await Run(find, nameOf, async place =>
        {
            await work(place);
            return true;
        }, ct)).WithoutValue();
}
