using Abaca.Server.Operations;
using Xunit;

namespace Abaca.Tests.Unit.Operations;

/// <summary>Who works on a resource, and who has it alone.</summary>
public class ResourceTurnsTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    readonly ResourceTurns turns = new();

    [Fact]
    public async Task Workers_do_not_wait_for_each_other_and_keep_those_out_who_must_be_alone()
    {
        var one = await turns.Work("a", Ct);
        var other = await turns.Work("a", Ct);
        Assert.Null(turns.Keep("a"));
        Assert.Null(turns.Keep("b", "a"));
        one.Dispose();
        one.Dispose(); // ends no other's turn
        Assert.Null(turns.Keep("a"));
        other.Dispose();
        Assert.NotNull(turns.Keep("b", "a"));
    }

    [Fact]
    public async Task Whoever_comes_while_a_resource_is_kept_waits_and_then_works()
    {
        var alone = turns.Keep("a", "b")!;
        Assert.Null(turns.Keep("b"));
        var waiting = turns.Work("b", Ct);
        Assert.False(waiting.IsCompleted);
        Assert.True(turns.Work("c", Ct).IsCompletedSuccessfully);
        alone.Dispose();
        using var turn = await waiting.WaitAsync(TimeSpan.FromSeconds(10), Ct);
        Assert.NotNull(turns.Keep("a"));
        Assert.Null(turns.Keep("b"));
    }

    [Fact]
    public async Task Waiting_can_be_given_up_and_leaves_nothing_behind()
    {
        var alone = turns.Keep("a")!;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var waiting = turns.Work("a", stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        alone.Dispose();
        Assert.NotNull(turns.Keep("a"));
    }
}
