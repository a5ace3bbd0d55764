using System.Diagnostics;
using Abaca.Drivers.Ssh;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Ssh;

/// <summary>Commands over SSH, against a real sshd.</summary>
public sealed class SshCommandRunnerTests(ITestOutputHelper output) : IAsyncLifetime
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    readonly string state = Directory.CreateTempSubdirectory("abaca-ssh-").FullName;
    readonly List<SshCommandRunner> runners = [];
    OwnSshd sshd = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => sshd = await OwnSshd.Start(Ct);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var runner in runners) await runner.DisposeAsync();
        await sshd.DisposeAsync();
        Directory.Delete(state, recursive: true);
    }

    SshCommandRunner Runner(SshTarget target, string? directory = null)
    {
        var runner = new SshCommandRunner(target, directory ?? state, new LocalCommandRunner(TimeProvider.System), TimeProvider.System);
        runners.Add(runner);
        return runner;
    }

    [Fact]
    public async Task A_command_runs_there_as_its_user_with_its_streams_and_status()
    {
        var ssh = Runner(sshd.ByKey());
        var run = await ssh.Run(new Command(["sh", "-c", "id -un; echo bad >&2; exit 3"], Long), Ct);
        Assert.Equal((CommandEnd.Exited, 3, OwnSshd.User + "\n", "bad\n"), (run.End, run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task A_look_from_outside_pins_nothing_and_trusts_what_the_service_trusts()
    {
        var scratch = Path.Combine(state, "look");
        async Task<CommandResult> Look(string directory)
        {
            await using var look = new SshCommandRunner(sshd.ByKey(), directory, new LocalCommandRunner(TimeProvider.System), TimeProvider.System, scratch);
            return await look.Run(new Command(["true"], Long), Ct);
        }
        var untouched = Path.Combine(state, "node");
        Assert.False((await Look(untouched)).Failed);
        Assert.False(Directory.Exists(untouched));
        Directory.Delete(scratch, recursive: true);

        // The service has another machine's key for this address: the look says so, and names the service's file.
        var ours = Path.Combine(untouched, "ssh", "known_hosts");
        Assert.False((await Runner(sshd.ByKey(), untouched).Run(new Command(["true"], Long), Ct)).Failed);
        var pinned = await File.ReadAllTextAsync(ours, Ct);
        var key = pinned.Split(' ')[^1].Trim();
        await File.WriteAllTextAsync(ours, pinned.Replace(key, key[..^8] + "AAAAAAAA", StringComparison.Ordinal), Ct);
        var before = await File.ReadAllTextAsync(ours, Ct);
        var refused = await Look(untouched);
        Assert.True(refused.Failed);
        Assert.Contains(ours, refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(ours, Ct));
    }

    [Fact]
    public async Task The_second_command_uses_the_connection_of_the_first()
    {
        var ssh = Runner(sshd.ByKey());
        var first = await Timed(() => ssh.Run(new Command(["true"], Long), Ct));
        var sessions = sshd.Sessions().Count;
        var others = new List<double>();
        for (var i = 0; i < 10; i++) others.Add(await Timed(() => ssh.Run(new Command(["true"], Long), Ct)));
        output.WriteLine($"first command {first:0} ms, further ones {others.Min():0} to {others.Max():0} ms");
        Assert.Equal(sessions, sshd.Sessions().Count);
        Assert.True(others.Order().ElementAt(5) < first, "sharing a connection is not faster");
    }

    [Fact]
    public async Task Whoever_calls_after_the_end_is_told_so_and_no_connection_is_opened()
    {
        var ssh = Runner(sshd.ByKey());
        await ssh.Run(new Command(["true"], Long), Ct);
        var running = ssh.Run(new Command(["sleep", "30"], Long), Ct);
        await ssh.DisposeAsync();
        foreach (var end in new[] { await running, await ssh.Run(new Command(["true"], Long), Ct) }) Assert.Equal(CommandEnd.ConnectionLost, end.End);
        Assert.Null(await ssh.Passing(["true"], Ct));
        await Eventually.Holds(() => Task.FromResult(sshd.Sessions().Count), count => count == 0, "no session is left", Ct);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(126)]
    [InlineData(128)]
    [InlineData(255)]
    public async Task An_exit_status_arrives_as_it_was(int status)
    {
        var run = await Runner(sshd.ByKey()).Run(new Command(["sh", "-c", $"exit {status}"], Long), Ct);
        Assert.Equal((CommandEnd.Exited, status, ""), (run.End, run.ExitCode, run.Error));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_said_to_be_not_there() =>
        Assert.Equal(CommandEnd.NotFound, (await Runner(sshd.ByKey()).Run(new Command(["no-such-program"], Long), Ct)).End);

    [Fact]
    public async Task System_programs_are_found_although_the_session_has_no_terminal()
    {
        var run = await Runner(sshd.ByKey()).Run(new Command(["sh", "-c", "command -v sshd"], Long), Ct);
        Assert.Equal("/usr/sbin/sshd\n", run.Output);
    }

    [Fact]
    public async Task Arguments_arrive_as_they_are()
    {
        string[] odd = ["a b", "", "'", "\"$(id)`id`\"", "\\", "*", "~", "-n", "x;y&z|w>v<u", "tab\tnew\nline", "äöü€", "!history", "%s%n", "'\\''"];
        var run = await Runner(sshd.ByKey()).Run(new Command(["printf", "%s\\0", .. odd], Long), Ct);
        Assert.Equal(odd, run.Output.TrimEnd('\0').Split('\0'));
    }

    [Fact]
    public async Task Standard_input_passes_through_and_ends()
    {
        var text = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"line {i}\n"));
        var ssh = Runner(sshd.ByKey());
        Assert.Equal(text, (await ssh.Run(new Command(["cat"], Long, text), Ct)).Output);
        Assert.Equal("", (await ssh.Run(new Command(["cat"], Long), Ct)).Output);
    }

    [Fact]
    public async Task Many_commands_at_once_share_one_connection()
    {
        var ssh = Runner(sshd.ByKey());
        var runs = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => ssh.Run(new Command(["echo", $"{i}"], Long), Ct)));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}\n"), runs.Select(run => run.Output));
        Assert.Single(Directory.GetFiles(Path.Combine(state, "ssh")), IsSocket);
    }

    [Fact]
    public async Task A_deadline_ends_the_command_and_the_next_one_works_at_once()
    {
        var ssh = Runner(sshd.ByKey());
        await ssh.Run(new Command(["true"], Long), Ct);
        CommandResult? run = null;
        var took = await Timed(async () => run = await ssh.Run(new Command(["sleep", "300"], TimeSpan.FromSeconds(1)), Ct));
        Assert.Equal(CommandEnd.TimedOut, run!.End);
        Assert.InRange(took, 900, 5000);
        Assert.False((await ssh.Run(new Command(["true"], TimeSpan.FromSeconds(5)), Ct)).Failed);
    }

    [Fact]
    public async Task A_deadline_does_not_disturb_the_commands_of_others()
    {
        var ssh = Runner(sshd.ByKey());
        await ssh.Run(new Command(["true"], Long), Ct);
        var other = ssh.Run(new Command(["sh", "-c", "read -r go; sleep 2; echo went on"], Long, "go\n"), Ct);
        var patient = ssh.Run(new Command(["sh", "-c", "sleep 2; echo went on"], Long), Ct);
        Assert.Equal(CommandEnd.TimedOut, (await ssh.Run(new Command(["sleep", "300"], TimeSpan.FromSeconds(1)), Ct)).End);
        Assert.Equal("went on\n", (await patient).Output);
        Assert.Equal("went on\n", (await other).Output);
    }

    [Fact]
    public async Task A_cancelled_command_throws_and_the_next_one_works()
    {
        var ssh = Runner(sshd.ByKey());
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ssh.Run(new Command(["sleep", "300"], Long), cancel.Token));
        Assert.False((await ssh.Run(new Command(["true"], Long), Ct)).Failed);
    }

    [Fact]
    public async Task A_server_that_dies_in_the_middle_is_a_lost_connection_and_is_found_again_when_it_is_back()
    {
        var ssh = Runner(sshd.ByKey());
        var running = ssh.Run(new Command(["sleep", "300"], Long), Ct);
        await Eventually.Holds(() => Task.FromResult(sshd.Sessions().Count(IsSleep)), count => count == 1, "sleep runs", Ct);
        await sshd.Kill();
        Assert.Equal(CommandEnd.ConnectionLost, (await running).End);

        var down = await ssh.Run(new Command(["true"], Long), Ct);
        Assert.Equal(CommandEnd.ConnectionLost, down.End);
        Assert.True(down.Says("Connection refused"), down.Error);

        await sshd.Up(Ct);
        Assert.False((await ssh.Run(new Command(["true"], Long), Ct)).Failed);
    }

    [Fact]
    public async Task A_connection_that_broke_while_it_rested_is_not_noticed_by_the_next_command()
    {
        var ssh = Runner(sshd.ByKey());
        await ssh.Run(new Command(["true"], Long), Ct);
        await sshd.Kill();
        await sshd.Up(Ct);
        var after = await ssh.Run(new Command(["echo", "here"], Long), Ct);
        Assert.Equal("here\n", after.Output);
    }

    [Fact]
    public async Task An_address_that_moved_is_noticed_within_the_connect_timeout_and_the_command_goes_to_the_new_holder()
    {
        var known = Path.Combine(sshd.Scratch, "known_hosts");
        var first = sshd.KnownHost;
        var ssh = Runner(sshd.ByKey(connectSeconds: 4) with { KnownHostsPath = known });
        await File.WriteAllTextAsync(known, first + "\n", Ct);
        Assert.False((await ssh.Run(new Command(["true"], Long), Ct)).Failed);

        var frozen = sshd.Freeze();
        await sshd.KillListener();
        await sshd.ChangeHostKey(Ct);
        await File.WriteAllTextAsync(known, $"{first}\n{sshd.KnownHost}\n", Ct);
        await sshd.Up(Ct);

        CommandResult? moved = null;
        var took = await Timed(async () => moved = await ssh.Run(new Command(["echo", "there"], Long), Ct));
        var next = await Timed(async () => Assert.Equal("there\n", (await ssh.Run(new Command(["echo", "there"], Long), Ct)).Output));
        output.WriteLine($"the first command came through after {took:0} ms, the next one after {next:0} ms");
        foreach (var process in frozen) OwnSshd.Signal(process, 9);
        Assert.Equal("there\n", moved!.Output);
        Assert.InRange(took, 0, 6000);
    }

    [Fact]
    public async Task A_command_that_runs_when_its_machine_falls_silent_is_lost_within_the_connect_timeout()
    {
        var ssh = Runner(sshd.ByKey(connectSeconds: 4));
        var running = ssh.Run(new Command(["sleep", "300"], Long), Ct);
        await Eventually.Holds(() => Task.FromResult(sshd.Sessions().Count(IsSleep)), count => count == 1, "sleep runs", Ct);
        var frozen = sshd.Freeze();
        CommandResult? lost = null;
        var took = await Timed(async () => lost = await running);
        foreach (var process in frozen) OwnSshd.Signal(process, 9);
        Assert.Equal(CommandEnd.ConnectionLost, lost!.End);
        Assert.InRange(took, 0, 6000);
    }

    static bool IsSleep(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/comm").Trim() == "sleep";
        }
        catch (IOException)
        {
            return false;
        }
    }

    static bool IsSocket(string path) => !Path.HasExtension(path) && Path.GetFileName(path) != "known_hosts";

    static async Task<double> Timed(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalMilliseconds;
    }
}
