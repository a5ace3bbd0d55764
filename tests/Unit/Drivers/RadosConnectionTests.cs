using Abaca.Drivers.Rados;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

/// <summary>Calls that do not come back, and the connection they were made on.</summary>
public sealed class RadosConnectionTests : IDisposable
{
    static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan Ample = TimeSpan.FromSeconds(20);

    readonly Later clock = new();
    readonly ManualResetEventSlim back = new();
    readonly TaskCompletionSource<nint> closed = new();
    readonly CallThreads threads;
    readonly RadosConnection connection;
    int connected;

    public RadosConnectionTests()
    {
        threads = new CallThreads(16, clock);
        connection = new RadosConnection(() => new RadosConnected(new Connection(++connected, handle => closed.TrySetResult(handle), clock), ""), Ample, clock);
    }

    public void Dispose()
    {
        back.Set();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_call_that_is_given_up_leaves_the_connection_to_those_after_it()
    {
        Assert.Equal(RadosEnd.TimedOut, (await Hang()).End);
        Assert.Equal(RadosEnd.TimedOut, (await Hang()).End);
        Assert.Equal(1, (await Ask()).Result);
        Assert.False(closed.Task.IsCompleted);
    }

    [Fact]
    public async Task A_connection_on_which_nothing_came_back_for_very_long_is_replaced_and_closed_when_its_calls_are_back()
    {
        await Hang();
        clock.By = TimeSpan.FromMinutes(5);
        await Hang();
        Assert.Equal(1, (await Ask()).Result); // a sign of life
        clock.By = TimeSpan.FromMinutes(10);
        await Hang();
        Assert.Equal(1, (await Ask()).Result);
        clock.By = TimeSpan.FromMinutes(17);
        await Hang();
        Assert.Equal(2, (await Ask()).Result);
        Assert.False(closed.Task.IsCompleted);
        back.Set();
        Assert.Equal(1, await closed.Task.WaitAsync(Ample, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_connection_that_nobody_used_for_long_is_not_silent()
    {
        await Ask();
        clock.By = TimeSpan.FromHours(1);
        await Hang();
        Assert.Equal(1, (await Ask()).Result);
    }

    Task<Reached<nint>> Ask() => connection.Call(threads, handle => handle, Ample, CancellationToken.None);

    Task<Reached<nint>> Hang() => connection.Call(threads, handle =>
    {
        back.Wait();
        return handle;
    }, Short, CancellationToken.None);

    /// <summary>The system's clock, ahead of itself.</summary>
    sealed class Later : TimeProvider
    {
        public TimeSpan By { get; set; }

        public override long GetTimestamp() => base.GetTimestamp() + (long)(By.TotalSeconds * TimestampFrequency);
    }
}
