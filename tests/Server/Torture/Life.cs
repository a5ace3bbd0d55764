using Abaca.Server.Data;

namespace Abaca.Tests.Server.Torture;

/// <summary>
/// One life of a process under torture. It passes numbered points: around every commit and every call to the world. At one of them
/// it can die (what it was doing never goes on, as after kill -9), or fall asleep long enough to lose its leases and wake up later.
/// </summary>
public sealed class Life
{
    readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Func<Task>? happening;
    readonly int fatal;
    readonly Ordeal ordeal;

    internal Life(Db db, int number, Ordeal ordeal, int fatal, Func<Task>? happening)
    {
        (Number, this.ordeal, this.fatal, this.happening) = (number, ordeal, fatal, happening);
        Db = new MortalDb(db, this);
    }

    /// <summary>Which process of the run, from 1.</summary>
    public int Number { get; }

    /// <summary>The database as this process reaches it: give this one to whatever the flow uses.</summary>
    public Db Db { get; }

    /// <summary>Names of the points passed, in order.</summary>
    internal List<string> Points { get; } = [];

    /// <summary>Runs after every call to the world, before its answer is heard: what a client does, for example.</summary>
    internal Action? AfterCall { get; set; }

    /// <summary>Completes when it died or fell asleep.</summary>
    internal Task Ended => ended.Task;

    /// <summary>Whether it slept and is awake again: then it may change nothing any more.</summary>
    internal bool Woken { get; private set; }

    /// <summary>Calls to the world that it began after it had slept.</summary>
    internal int CallsAfterSleep { get; private set; }

    /// <summary>A call to the world: may die before it has any effect, or after that and before the answer arrives.</summary>
    public async Task<T> Call<T>(string name, Func<Task<T>> call)
    {
        if (Woken) CallsAfterSleep++;
        // Nobody sleeps here: a command in flight for longer than a lease is what command time-outs rule out.
        await Point("before " + name, maySleep: false);
        var answer = await call();
        AfterCall?.Invoke();
        await Point("after " + name);
        return answer;
    }

    /// <summary>As the other, for calls that answer at once.</summary>
    public Task<T> Call<T>(string name, Func<T> call) => Call(name, () => Task.FromResult(call()));

    internal async Task Point(string name, bool maySleep = true)
    {
        if (!IsFatal(name)) return;
        switch (ordeal)
        {
            case Ordeal.Sleep when maySleep:
                ended.TrySetResult();
                await wake.Task;
                break;
            case Ordeal.Death:
                await Die();
                break;
            case Ordeal.LockedDatabase when name == "before commit":
                throw new DatabaseUnavailable("locked by the torturer");
            case Ordeal.Interruption or Ordeal.Abandonment:
                await happening!();
                break;
            default:
                break;
        }
    }

    /// <summary>Counts a point; true when it is the one that matters.</summary>
    internal bool IsFatal(string name)
    {
        if (Woken) return false;
        Points.Add(name);
        return Points.Count == fatal;
    }

    internal bool DiesAtPoints => ordeal is Ordeal.Death;

    internal async Task Die()
    {
        ended.TrySetResult();
        await new TaskCompletionSource().Task;
    }

    internal void Wake()
    {
        Woken = true;
        wake.TrySetResult();
    }
}

/// <summary>What happens at a life's fatal point.</summary>
enum Ordeal
{
    /// <summary>The process is gone.</summary>
    Death,
    /// <summary>The process sleeps until its leases are lost and others have done its work; then it goes on.</summary>
    Sleep,
    /// <summary>Another process holds the database for longer than is waited for it: this one commit fails, and the process lives on.</summary>
    LockedDatabase,
    /// <summary>Someone else does something (a cancel) while the process lives on.</summary>
    Interruption,
    /// <summary>An operator abandons the operation while the process lives on.</summary>
    Abandonment,
}
