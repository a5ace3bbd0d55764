using Microsoft.Extensions.Time.Testing;

namespace Abaca.Tests.Unit;

/// <summary>
/// A clock that stands still until somebody waits on it: a timer jumps it to the moment it was set for and fires at once.
/// Code that polls for an hour thus runs in no time, and sees every moment it would have seen.
/// </summary>
public sealed class FakeTime() : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime != Timeout.InfiniteTimeSpan) ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        return timer;
    }
}
