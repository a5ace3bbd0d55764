using Abaca.Drivers.Ssh;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Drivers.Ssh;

/// <summary>Whom we trust, and how we prove who we are, against a real sshd.</summary>
public sealed class SshSecretsTests : IAsyncLifetime
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

    static readonly Command WhoAmI = new(["id", "-un"], Long);

    [Fact]
    public async Task A_password_lets_in_and_is_seen_nowhere()
    {
        var ssh = Runner(sshd.ByPassword());
        using var stop = new CancellationTokenSource();
        var watching = Task.Run(() => Seen(OwnSshd.Password, stop.Token), Ct);
        for (var i = 0; i < 5; i++)
        {
            var run = await ssh.Run(WhoAmI, Ct);
            Assert.Equal(OwnSshd.User + "\n", run.Output);
            await ssh.Run(new Command(["sleep", "100"], TimeSpan.FromMilliseconds(100)), Ct); // the next one logs in again
        }
        await stop.CancelAsync();
        var (looks, places) = await watching;
        Assert.True(looks > 3);
        Assert.Empty(places);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(state, "*", SearchOption.AllDirectories), file => File.Exists(file) && Holds(file, OwnSshd.Password));
    }

    [Fact]
    public async Task A_wrong_password_is_refused_at_once_and_not_repeated_in_the_message()
    {
        var run = await Runner(sshd.ByPassword("wrong password")).Run(WhoAmI, Ct);
        Assert.Equal(CommandEnd.ConnectionLost, run.End);
        Assert.True(run.Says("does not let us in"), run.Error);
        Assert.False(run.Says("wrong password"), run.Error);
        Assert.DoesNotContain("wrong password", run.Summary, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(state, "ssh"), "*.ask"));
    }

    [Fact]
    public async Task A_wrong_key_is_refused_with_its_name()
    {
        var key = Path.Combine(sshd.Scratch, "host"); // a good key, but not the user's
        var run = await Runner(sshd.ByKey() with { KeyPath = key }).Run(WhoAmI, Ct);
        Assert.True(run.Says(key) && run.Says("does not let us in"), run.Error);
    }

    [Theory]
    [InlineData("440")]
    [InlineData("640")]
    [InlineData("644")]
    [InlineData("660")]
    public async Task A_key_that_ssh_refuses_for_its_mode_is_used_through_a_copy_that_nobody_else_can_read(string mode)
    {
        var key = sshd.ByKey().KeyPath!;
        File.SetUnixFileMode(key, (UnixFileMode)Convert.ToInt32(mode, 8));
        using var stop = new CancellationTokenSource();
        var watching = Task.Run(() => ModesOfCopies(stop.Token), Ct);
        for (var login = 0; login < 3; login++)
        {
            await using var ssh = new SshCommandRunner(sshd.ByKey(), state, new LocalCommandRunner(TimeProvider.System), TimeProvider.System);
            var run = await ssh.Run(WhoAmI, Ct);
            Assert.Equal(OwnSshd.User + "\n", run.Output);
        }
        await stop.CancelAsync();
        Assert.Equal(["600"], await watching);
        Assert.Equal(Convert.ToInt32(mode, 8), (int)File.GetUnixFileMode(key));
        Assert.Empty(Copies());
    }

    [Fact]
    public async Task A_copied_key_follows_its_original_and_what_a_killed_process_left_goes()
    {
        var key = Path.Combine(sshd.Scratch, "shown key");
        File.Copy(sshd.Key, key);
        File.SetUnixFileMode(key, (UnixFileMode)0x1A0); // 640
        Assert.False((await Runner(sshd.ByKey() with { KeyPath = key }).Run(WhoAmI, Ct)).Failed);
        await File.WriteAllTextAsync(Path.Combine(state, "ssh", "key-4194399-0011"), "left", Ct); // no process has a number beyond 2^22

        await File.WriteAllTextAsync(key, await File.ReadAllTextAsync(Path.Combine(sshd.Scratch, "host"), Ct), Ct);
        var refused = await Runner(sshd.ByKey() with { KeyPath = key }).Run(WhoAmI, Ct);
        Assert.True(refused.Says(key) && refused.Says("does not let us in"), refused.Error);
        Assert.Empty(Copies());

        await File.WriteAllTextAsync(key, await File.ReadAllTextAsync(sshd.Key, Ct), Ct);
        Assert.False((await Runner(sshd.ByKey() with { KeyPath = key }).Run(WhoAmI, Ct)).Failed);

        File.Delete(key);
        Assert.True((await Runner(sshd.ByKey() with { KeyPath = key }).Run(WhoAmI, Ct)).Says(key));
        Assert.Empty(Copies());
    }

    [Fact]
    public async Task A_key_that_everybody_can_change_is_not_used()
    {
        File.SetUnixFileMode(sshd.Key, (UnixFileMode)0x1B6); // 666
        var run = await Runner(sshd.ByKey()).Run(WhoAmI, Ct);
        Assert.True(run.Says("can be changed by everybody"), run.Error);
    }

    IReadOnlyList<string> Copies() => Directory.GetFiles(Path.Combine(state, "ssh"), "key-*");

    /// <summary>Modes of the copies, as they come and go.</summary>
    async Task<IReadOnlyList<string>> ModesOfCopies(CancellationToken stop)
    {
        var modes = new HashSet<string>();
        while (!stop.IsCancellationRequested)
        {
            foreach (var copy in Directory.Exists(Path.Combine(state, "ssh")) ? Copies() : [])
            {
                try
                {
                    modes.Add(Convert.ToString((int)File.GetUnixFileMode(copy), 8));
                }
                catch (FileNotFoundException)
                {
                    continue; // the login is over
                }
            }
            await Task.Yield();
        }
        return [.. modes];
    }

    [Fact]
    public async Task A_host_key_that_changed_is_refused_and_the_message_says_what_to_do()
    {
        Assert.False((await Runner(sshd.ByKey()).Run(WhoAmI, Ct)).Failed);
        var known = Path.Combine(state, "ssh", "known_hosts");
        Assert.Contains(sshd.KnownHost, await File.ReadAllTextAsync(known, Ct), StringComparison.Ordinal);

        await sshd.Kill();
        await sshd.ChangeHostKey(Ct);
        await sshd.Up(Ct);
        var run = await Runner(sshd.ByKey()).Run(WhoAmI, Ct);
        Assert.Equal(CommandEnd.ConnectionLost, run.End);
        Assert.True(run.Says($"ssh-keygen -R '[127.0.0.1]:{sshd.Port}' -f {known}"), run.Error);
        Assert.True(run.Says("list the keys of all of them"), run.Error);
    }

    [Fact]
    public async Task With_the_operators_known_hosts_only_listed_keys_are_trusted_and_several_may_be()
    {
        var known = Path.Combine(sshd.Scratch, "operators known_hosts");
        await File.WriteAllTextAsync(known, "", Ct);
        var ssh = Runner(sshd.ByKey() with { KnownHostsPath = known });
        var refused = await ssh.Run(WhoAmI, Ct);
        Assert.True(refused.Says("not among those that") && refused.Says(known), refused.Error);

        var first = sshd.KnownHost;
        await sshd.Kill();
        await sshd.ChangeHostKey(Ct);
        await sshd.Up(Ct);
        await File.WriteAllTextAsync(known, $"{first}\n{sshd.KnownHost}\n", Ct);
        Assert.False((await ssh.Run(WhoAmI, Ct)).Failed);
    }

    [Fact]
    public async Task A_state_directory_of_any_length_and_spelling_will_do()
    {
        var deep = Path.Combine(state, new string('d', 120), "with blank and %h");
        Directory.CreateDirectory(deep);
        var run = await Runner(sshd.ByKey(), deep).Run(WhoAmI, Ct);
        Assert.Equal(OwnSshd.User + "\n", run.Output);
        Assert.True(File.Exists(Path.Combine(deep, "ssh", "known_hosts")));
    }

    /// <summary>Looks through the command lines and environments of all processes until told to stop.</summary>
    static (int Looks, List<string> Places) Seen(string secret, CancellationToken stop)
    {
        var places = new List<string>();
        var looks = 0;
        for (; !stop.IsCancellationRequested; looks++)
            foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
                places.AddRange(new[] { "cmdline", "environ" }.Select(name => Path.Combine(process, name)).Where(path => Holds(path, secret)));
        return (looks, places);
    }

    static bool Holds(string path, string secret)
    {
        try
        {
            return File.ReadAllText(path).Contains(secret, StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
