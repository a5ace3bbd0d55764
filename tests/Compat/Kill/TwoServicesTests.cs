using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Kill;

/// <summary>Two services on one state directory: one serves, the other says who does, and changes nothing.</summary>
[Trait("Suite", "Hostile")]
public sealed class TwoServicesTests : IDisposable
{
    readonly string room = Directory.CreateTempSubdirectory("abaca-two-").FullName;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    string State => Path.Combine(room, "state");

    public void Dispose() => Directory.Delete(room, recursive: true);

    [Fact]
    public async Task Of_two_that_start_at_once_on_an_empty_directory_one_serves_and_the_other_names_it()
    {
        for (var round = 0; round < 3; round++)
        {
            if (Directory.Exists(State)) Directory.Delete(State, recursive: true);
            using Life one = new(Config()), two = new(Config());
            await Deadline.Holds(() => one.Process.HasExited || two.Process.HasExited, TimeSpan.FromSeconds(60));
            var (loser, winner) = one.Process.HasExited ? (one, two) : (two, one);
            Assert.True(loser.Process.HasExited, "both run");
            Assert.Equal(1, loser.Process.ExitCode);
            var said = loser.Said();
            Assert.Contains($"{State} is in use by abaca serve, process {winner.Process.Id.ToString(CultureInfo.InvariantCulture)} on host {Environment.MachineName}", said, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
            Assert.True(await Deadline.Holds(() => winner.Said().Contains("is serving", StringComparison.Ordinal), TimeSpan.FromSeconds(60)), winner.Said());
            winner.Kill();
        }
    }

    [Fact]
    public async Task A_directory_is_free_again_when_its_service_was_killed_and_not_before()
    {
        using var first = new Life(Config());
        Assert.True(await Deadline.Holds(() => first.Said().Contains("is serving", StringComparison.Ordinal), TimeSpan.FromSeconds(60)), first.Said());
        using (var migrating = new Life(Config(), "db", "migrate"))
        {
            await migrating.Process.WaitForExitAsync(Ct);
            Assert.Equal(1, migrating.Process.ExitCode);
            Assert.Contains("is in use by abaca serve", migrating.Said(), StringComparison.Ordinal);
        }
        using (var looking = new Life(Config(), "db", "status"))
        {
            await looking.Process.WaitForExitAsync(Ct);
            Assert.Equal(0, looking.Process.ExitCode);
        }
        first.Kill();
        using var second = new Life(Config());
        Assert.True(await Deadline.Holds(() => second.Said().Contains("is serving", StringComparison.Ordinal), TimeSpan.FromSeconds(60)), second.Said());
        second.Kill();
    }

    [Fact]
    public async Task A_second_service_at_another_address_leaves_the_credential_files_as_they_are_and_names_the_first()
    {
        using var first = new Life(Config());
        Assert.True(await Deadline.Holds(() => first.Said().Contains("is serving", StringComparison.Ordinal), TimeSpan.FromSeconds(60)), first.Said());
        var before = Credentials();
        foreach (var command in (string[][])[["serve"], ["db", "migrate"]])
        {
            using var second = new Life(Config(), command);
            await second.Process.WaitForExitAsync(Ct);
            Assert.Equal(1, second.Process.ExitCode);
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{State} is in use by abaca serve, process {first.Process.Id} on host {Environment.MachineName}, since {DateTime.UtcNow:yyyy-MM-dd}"), second.Said(), StringComparison.Ordinal);
            Assert.Equal(before, Credentials());
        }
        first.Kill();
    }

    [Fact]
    public async Task A_port_that_is_taken_is_found_before_anything_is_written()
    {
        using (var first = new Life(Config()))
        {
            Assert.True(await Deadline.Holds(() => first.Said().Contains("is serving", StringComparison.Ordinal), TimeSpan.FromSeconds(60)), first.Said());
            first.Kill();
        }
        var before = Credentials();
        using var other = new TcpListener(IPAddress.Parse("127.0.0.1"), 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var config = Path.Combine(room, "taken.conf");
        await File.WriteAllLinesAsync(config, ServiceSetting.Dummy.File("127.0.0.1", State).SelectMany(line => line == "[DEFAULT]" ? (string[])[line, $"osapi_share_listen_port = {port}"] : [line]), Ct);
        using var second = new Life(config);
        await second.Process.WaitForExitAsync(Ct);
        Assert.Equal(1, second.Process.ExitCode);
        Assert.Contains($"cannot listen on 127.0.0.1:{port}", second.Said(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", second.Said(), StringComparison.Ordinal);
        Assert.Equal(before, Credentials());
    }

    [Fact]
    public async Task A_password_is_not_given_in_a_database_that_is_not_there()
    {
        using var reset = new Life(Config(), "identity", "reset-password", "admin");
        await reset.Process.WaitForExitAsync(Ct);
        Assert.Equal(1, reset.Process.ExitCode);
        Assert.Contains("does not exist", reset.Said(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(State));
    }

    /// <summary>What a person logs in with: names, contents and times.</summary>
    List<string> Credentials() =>
    [
        .. ((string[])["clouds.yaml", "openrc", "admin-openrc"]).Select(name => new FileInfo(Path.Combine(State, name)))
            .Select(file => $"{file.Name} {file.LastWriteTimeUtc:O} {File.ReadAllText(file.FullName)}"),
    ];

    string Config()
    {
        var address = string.Create(CultureInfo.InvariantCulture,
            $"127.{RandomNumberGenerator.GetInt32(1, 255)}.{RandomNumberGenerator.GetInt32(1, 255)}.{RandomNumberGenerator.GetInt32(2, 255)}");
        var file = Path.Combine(room, $"{address}.conf");
        File.WriteAllLines(file, ServiceSetting.Dummy.File(address, State));
        return file;
    }

    /// <summary>One process with its output in a file.</summary>
    sealed class Life : IDisposable
    {
        readonly string log;

        public Life(string config, params string[] command)
        {
            log = $"{config}.{Guid.NewGuid():N}.log";
            string[] words = command.Length == 0 ? ["serve"] : command;
            var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >>\"$LOG\" 2>&1", AbacaTool.Binary, .. words, "--config-file", config]);
            start.Environment["LOG"] = log;
            start.Environment["DOTNET_ROOT"] = AbacaTool.DotnetRoot;
            Process = Process.Start(start)!;
        }

        public Process Process { get; }

        public string Said()
        {
            if (!File.Exists(log)) return "";
            using var reading = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return reading.ReadToEnd();
        }

        public void Kill()
        {
            Process.Kill();
            Process.WaitForExit();
        }

        public void Dispose()
        {
            if (!Process.HasExited) Kill();
            Process.Dispose();
        }
    }
}
