using Abaca.Drivers.Rados;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

/// <summary>Calls that are refused, and when another session is opened for them.</summary>
public sealed class RadosRefusalTests
{
    static readonly TimeSpan Ample = TimeSpan.FromSeconds(20);

    readonly Later clock = new();
    readonly CallThreads threads;
    readonly RadosConnection connection;
    int connected;

    /// <summary>Sessions up to this number were begun before the permission was given.</summary>
    int lastRefused = int.MaxValue;

    public RadosRefusalTests()
    {
        threads = new CallThreads(16, clock);
        connection = new RadosConnection(() => new RadosConnected(new Connection(Interlocked.Increment(ref connected), _ => { }, clock), ""), Ample, clock);
    }

    [Fact]
    public async Task A_call_that_is_refused_is_made_again_over_a_new_session_and_its_caller_never_knows()
    {
        lastRefused = 1;
        Assert.False(await IsGranted()); // so young a session cannot be older than the permission
        clock.By = Renewal.Shortest;
        Assert.True(await IsGranted());
        Assert.Equal(2, connected);
    }

    [Fact]
    public async Task Refusals_that_go_on_open_ever_fewer_sessions()
    {
        for (var second = 0; second < 600; second++)
        {
            clock.By = TimeSpan.FromSeconds(second);
            Assert.DoesNotContain(true, await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => IsGranted())));
        }
        Assert.InRange(connected, 8, 16); // after 5, 10, 20 and 40 s, then once a minute
    }

    [Fact]
    public async Task A_permission_is_used_within_a_minute_however_long_it_was_lacking()
    {
        for (var second = 0; second < 600; second++)
        {
            clock.By = TimeSpan.FromSeconds(second);
            await IsGranted();
        }
        lastRefused = connected;
        clock.By = TimeSpan.FromSeconds(600) + Renewal.Longest;
        Assert.True(await IsGranted());
    }

    [Fact]
    public async Task Many_calls_that_are_refused_at_once_share_one_new_session()
    {
        await IsGranted();
        lastRefused = 1;
        clock.By = TimeSpan.FromHours(1);
        Assert.DoesNotContain(false, await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => IsGranted())));
        Assert.Equal(2, connected);
    }

    [Fact]
    public async Task Nothing_overtakes_a_call_that_was_given_up_and_may_still_act()
    {
        using var back = new ManualResetEventSlim();
        lastRefused = 1;
        var hanging = connection.Call(threads, session =>
        {
            back.Wait();
            return session;
        }, TimeSpan.FromMilliseconds(50), CancellationToken.None);
        Assert.Equal(RadosEnd.TimedOut, (await hanging).End);
        clock.By = TimeSpan.FromMinutes(5);
        Assert.False(await IsGranted());
        back.Set();
        Assert.True(SpinWait.SpinUntil(() => IsGranted().GetAwaiter().GetResult(), Ample));
    }

    async Task<bool> IsGranted()
    {
        var reached = await connection.Call(threads, session => session > lastRefused, granted => !granted, Ample, CancellationToken.None);
        Assert.Equal(RadosEnd.Answered, reached.End);
        return reached.Result;
    }

    /// <summary>The system's clock, ahead of itself.</summary>
    sealed class Later : TimeProvider
    {
        public TimeSpan By { get; set; }

        public override long GetTimestamp() => base.GetTimestamp() + (long)(By.TotalSeconds * TimestampFrequency);
    }
}
