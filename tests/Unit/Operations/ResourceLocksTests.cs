using Abaca.Server.Operations;
using Xunit;

namespace Abaca.Tests.Unit.Operations;

/// <summary>Who works on a resource, and who has it alone.</summary>
public class ResourceLocksTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    readonly ResourceLocks locks = new();

    [Fact]
    public async Task Workers_do_not_wait_for_each_other_and_keep_those_out_who_must_be_alone()
    {
        var one = await locks.Work("a", Ct);
        var other = await locks.Work("a", Ct);
        Assert.Null(locks.Keep("a"));
        Assert.Null(locks.Keep("b", "a"));
        one.Dispose();
        one.Dispose(); // ends no other's turn
        Assert.Null(locks.Keep("a"));
        other.Dispose();
        Assert.NotNull(locks.Keep("b", "a"));
    }

    [Fact]
    public async Task Whoever_comes_while_a_resource_is_kept_waits_and_then_works()
    {
        var alone = locks.Keep("a", "b")!;
        Assert.Null(locks.Keep("b"));
        var waiting = locks.Work("b", Ct);
        Assert.False(waiting.IsCompleted);
        Assert.True(locks.Work("c", Ct).IsCompletedSuccessfully);
        alone.Dispose();
        using var turn = await waiting.WaitAsync(TimeSpan.FromSeconds(10), Ct);
        Assert.NotNull(locks.Keep("a"));
        Assert.Null(locks.Keep("b"));
    }

    [Fact]
    public async Task Waiting_can_be_given_up_and_leaves_nothing_behind()
    {
        var alone = locks.Keep("a")!;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var waiting = locks.Work("a", stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        alone.Dispose();
        Assert.NotNull(locks.Keep("a"));
    }
}
