using Abaca.Drivers.KernelNfs;
using Abaca.Drivers.Ssh;
using Abaca.DriverSdk;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

/// <summary>Rules that are set at the same time reach a file server in one write, whoever is quicker at looking the share up.</summary>
public sealed class GatheredRulesTests
{
    static readonly IReadOnlyList<ExportClient> Clients = [ExportClient.Parse("10.0.0.7", true)!];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rule_waits_for_those_that_are_on_their_way_and_one_write_serves_all()
    {
        var server = new Server();
        var exports = On(server, new FakeTimeProvider());
        await exports.Set(() => Task.FromResult(Share("before")), Clients, Ct);
        server.Written.Clear();

        var slow = new TaskCompletionSource<ExportedShare>();
        var second = exports.Set(() => slow.Task, Clients, Ct);
        var first = exports.Set(() => Task.FromResult(Share("first")), Clients, Ct);
        Assert.Empty(server.Written);
        slow.SetResult(Share("second"));
        await Task.WhenAll(first, second);

        var written = Assert.Single(server.Written);
        Assert.Contains("/srv/first ", written, StringComparison.Ordinal);
        Assert.Contains("/srv/second ", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_takes_too_long_comes_with_the_next_write()
    {
        var server = new Server();
        var exports = On(server, new FakeTime());
        var late = new TaskCompletionSource<ExportedShare>();
        var second = exports.Set(() => late.Task, Clients, Ct);
        await exports.Set(() => Task.FromResult(Share("first")), Clients, Ct);
        late.SetResult(Share("second"));
        await second;

        Assert.Equal(2, server.Written.Count);
        Assert.DoesNotContain("/srv/second ", server.Written[0], StringComparison.Ordinal);
        Assert.Contains("/srv/second ", server.Written[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_turns_back_keeps_nobody_waiting()
    {
        var server = new Server();
        var exports = On(server, new FakeTimeProvider());
        var slow = new TaskCompletionSource<ExportedShare>();
        var second = exports.Set(() => slow.Task, Clients, Ct);
        var first = exports.Set(() => Task.FromResult(Share("first")), Clients, Ct);
        slow.SetException(StoppedException.Unclear("the share is gone"));

        await first;
        await Assert.ThrowsAsync<StoppedException>(() => second);
        Assert.Single(server.Written);
    }

    static ExportsFile On(Server server, TimeProvider clock)
    {
        var settings = new BackendSettings("zfs", "/nowhere", new Dictionary<string, string>(), server, clock, new Silence());
        var tools = new FarTools(new Dictionary<string, string> { ["tee"] = "tee", ["mv"] = "mv", ["exportfs"] = "exportfs" }, IsRoot: true);
        return new ExportsFile(new FarHost(null, settings, new FarNeeds("", new Dictionary<string, string>())) { Tools = tools }, "zfs", clock);
    }

    static ExportedShare Share(string name) => new(name, "tank/" + name, "/srv/" + name);

    /// <summary>Takes each file that it is given, and shows all of it.</summary>
    sealed class Server : ICommandRunner
    {
        public List<string> Written { get; } = [];

        public Task<CommandResult> Run(Command command, CancellationToken ct = default)
        {
            var shown = "";
            if (command.Input is { } file)
            {
                Written.Add(file);
                shown = string.Join('\n', file.Split('\n').Where(line => !line.StartsWith('#')).Select(line => line.Replace(' ', '\t')));
            }
            return Task.FromResult(new CommandResult(command, CommandEnd.Exited, 0, shown, ""));
        }
    }
}
