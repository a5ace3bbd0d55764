using System.Diagnostics;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

public class LocalCommandRunnerTests
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    readonly LocalCommandRunner runner = new(TimeProvider.System);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Arguments_arrive_as_they_are_and_streams_are_kept_apart()
    {
        var run = await runner.Run(new Command(["sh", "-c", "printf '%s|' \"$@\"; echo bad >&2; exit 3", "-", "a b", "$(id)", "'\"\\", ""], Long), Ct);
        Assert.Equal(CommandEnd.Exited, run.End);
        Assert.Equal(3, run.ExitCode);
        Assert.Equal("a b|$(id)|'\"\\||", run.Output);
        Assert.True(run.Says("BAD"));
    }

    [Fact]
    public async Task Input_is_given_and_much_output_is_read()
    {
        var text = string.Concat(Enumerable.Repeat("0123456789", 100_000));
        var run = await runner.Run(new Command(["cat"], Long, text), Ct);
        Assert.Equal(text, run.Output);
        Assert.False((await runner.Run(new Command(["true"], Long, text), Ct)).Failed);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_said_to_be_not_there()
    {
        Assert.Equal(CommandEnd.NotFound, (await runner.Run(new Command(["no-such-program"], Long), Ct)).End);
        Assert.Equal(CommandEnd.NotFound, (await runner.Run(new Command(["/no/such/program"], Long), Ct)).End);
    }

    [Fact]
    public async Task At_the_deadline_the_program_and_its_children_end()
    {
        var mark = $"987{Environment.ProcessId}";
        var since = Stopwatch.GetTimestamp();
        var run = await runner.Run(new Command(["sh", "-c", $"echo begun; sleep {mark} & sleep {mark}"], TimeSpan.FromMilliseconds(300)), Ct);
        Assert.Equal(CommandEnd.TimedOut, run.End);
        Assert.Equal("begun\n", run.Output);
        Assert.InRange(Stopwatch.GetElapsedTime(since).TotalSeconds, 0.2, 20);
        await NobodySleeps(mark);
    }

    [Fact]
    public async Task Cancelling_ends_the_program_and_its_children_and_throws()
    {
        var mark = $"988{Environment.ProcessId}";
        using var cancelling = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => runner.Run(new Command(["sh", "-c", $"sleep {mark} & sleep {mark}"], Long), cancelling.Token));
        await NobodySleeps(mark);
    }

    [Theory]
    [InlineData("echo at once; sleep 1.5 & exit 0", "at once\n")]
    [InlineData("(sleep 1.5; echo late) & exit 0", "late\n")]
    [InlineData("(sleep 1.5; echo late >&2) & echo at once; exit 0", "at once\n")]
    public async Task Output_that_comes_after_the_exit_is_waited_for(string script, string output)
    {
        var run = await runner.Run(new Command(["sh", "-c", script], Long), Ct);
        Assert.Equal((CommandEnd.Exited, 0, output), (run.End, run.ExitCode, run.Output));
        Assert.Equal(script.Contains(">&2", StringComparison.Ordinal), run.Says("late"));
    }

    [Fact]
    public async Task Output_that_never_ends_is_no_answer()
    {
        var mark = $"989{Environment.ProcessId}";
        var run = await runner.Run(new Command(["sh", "-c", $"echo begun; sleep {mark} & exit 0"], TimeSpan.FromSeconds(1)), Ct);
        Assert.True(run.Failed);
        Assert.Equal((CommandEnd.TimedOut, "begun\n"), (run.End, run.Output));
        await NobodySleeps(mark);
    }

    [Fact]
    public async Task Nothing_is_lost_while_the_service_is_busy()
    {
        ThreadPool.GetMinThreads(out var least, out _);
        using var busy = new ManualResetEventSlim();
        var held = Enumerable.Range(0, least * 4).Select(_ => Task.Run(() => busy.Wait(TimeSpan.FromSeconds(3), Ct), Ct)).ToList();
        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => runner.Run(new Command(["sh", "-c", $"echo number {i}"], Long), Ct)));
        busy.Set();
        await Task.WhenAll(held);
        Assert.All(runs.Select((run, i) => (run, i)), pair => Assert.Equal((CommandEnd.Exited, $"number {pair.i}\n"), (pair.run.End, pair.run.Output)));
    }

    [Fact]
    public async Task What_a_program_said_before_it_left_a_daemon_is_all_there()
    {
        var run = await runner.Run(new Command(["sh", "-c", "echo said; setsid sleep 8 & exit 0"], Long), Ct);
        Assert.Equal((CommandEnd.Exited, "said\n"), (run.End, run.Output));
    }

    [Fact]
    public async Task A_daemon_left_behind_does_not_hold_the_caller_up()
    {
        var since = Stopwatch.GetTimestamp();
        var run = await runner.Run(new Command(["sh", "-c", "setsid sleep 8 & exit 0"], Long), Ct);
        Assert.False(run.Failed);
        Assert.InRange(Stopwatch.GetElapsedTime(since).TotalSeconds, 0, 6);
    }

    /// <summary>Killed children vanish a moment later, when their new parent has collected them.</summary>
    static async Task NobodySleeps(string mark)
    {
        var since = Stopwatch.GetTimestamp();
        while (Sleepers(mark).Any())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Long, $"sleep {mark} still runs");
            await Task.Delay(20, Ct);
        }
    }

    static IEnumerable<string> Sleepers(string mark) => Directory.EnumerateDirectories("/proc")
        .Where(directory => char.IsAsciiDigit(Path.GetFileName(directory)[0]))
        .Select(directory =>
        {
            try
            {
                return File.ReadAllText(Path.Combine(directory, "cmdline"));
            }
            catch (IOException)
            {
                return "";
            }
        })
        .Where(line => line.StartsWith("sleep\0" + mark, StringComparison.Ordinal));
}
