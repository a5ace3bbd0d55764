using System.Collections.Concurrent;
using System.Globalization;
using Abaca.Drivers.CephFs;
using Abaca.Drivers.CephFs.Nfs;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

/// <summary>What a node shows is compared with the index when it is there, and once more a little later.</summary>
public sealed class StocktakingTests
{
    static readonly ExportStore Store = new(true, "pool", "ganesha-export-index", "ganesha-export-counter", "", "", "", "");

    readonly PoolInMemory pool = new();
    readonly Node machine = new();
    readonly ConcurrentQueue<string> settled = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_gone_is_taken_off_and_what_is_nobodys_stays()
    {
        await Publish("kept", 1001);
        await Withdraw("gone", 1002);
        await Withdraw("reused", 1003);
        machine.Shows(1001, "/volumes/kept");
        machine.Shows(1002, "/volumes/gone");
        machine.Shows(1003, "/volumes/of the operator"); // not what was removed under this id
        machine.Shows(1004, "/volumes/of another service");
        machine.Shows(7, "/home");
        await Looks(2);
        Assert.Equal(["gone 1002", "gone 1002"], settled); // the node here does not do what it is told, so the second look tells it again
    }

    [Fact]
    public async Task What_the_index_has_and_the_node_lacks_is_told_to_it()
    {
        await Publish("kept", 1001);
        await Publish("lacking", 1002);
        pool.Content["ganesha-export-index"] += "%url rados://elsewhere/export-9\n";
        machine.Shows(1001, "/volumes/kept");
        await Looks(2);
        Assert.Equal(["lacking 1002", "lacking 1002"], settled);
    }

    [Fact]
    public async Task A_late_call_of_a_dead_service_is_seen_at_the_second_look()
    {
        await Withdraw("gone", 1002);
        machine.Listed = looks => { if (looks == 1) machine.Shows(1002, "/volumes/gone"); };
        await Looks(2);
        Assert.Equal(["gone 1002"], settled);
    }

    [Fact]
    public async Task What_could_not_be_told_is_told_first_and_a_node_that_is_down_is_left_alone()
    {
        await Publish("lacking", 1001);
        var node = NewNode();
        node.Miss("missed", 1009);
        node.IsDown = true;
        await Looks(0, node);
        Assert.Equal(["missed 1009"], settled);
    }

    [Fact]
    public async Task An_index_that_cannot_be_read_changes_nothing()
    {
        await Withdraw("gone", 1002);
        machine.Shows(1002, "/volumes/gone");
        pool.Silent = true;
        await Looks(1);
        Assert.Empty(settled);
    }

    async Task Publish(string name, int id)
    {
        await Objects().Write(name, Export(name, id).Text(), 0, Ct);
        await Objects().Index(name, Ct);
    }

    async Task Withdraw(string name, int id)
    {
        await Objects().Index(name, Ct);
        await Objects().Unindex(name, Export(name, id), Ct);
    }

    async Task Looks(int wanted, NfsNode? node = null)
    {
        var taking = new Stocktaking(Objects(), (_, name, id, _) =>
        {
            settled.Enqueue($"{name} {id}");
            return Task.CompletedTask;
        }, new NfsHost(new FakeTime(), new Silence()));
        taking.Begin(node ?? NewNode());
        await taking.Idle();
        await taking.DisposeAsync();
        Assert.Equal(wanted, machine.Looks);
    }

    ExportObjects Objects() => new(pool, Store);

    NfsNode NewNode() => new("a", machine, machine, _ => Task.FromResult(true));

    static NfsExport Export(string name, int id) => new(id, "/volumes/" + name, "user", "key", "cephfs", []);

    /// <summary>A machine whose Ganesha shows these exports.</summary>
    sealed class Node : ICommandRunner
    {
        readonly SortedDictionary<int, string> exports = [];

        public int Looks { get; private set; }

        public Action<int> Listed { get; set; } = _ => { };

        public void Shows(int id, string path) => exports[id] = path;

        public Task<CommandResult> Run(Command command, CancellationToken ct = default)
        {
            Assert.Contains("org.ganesha.nfsd.exportmgr.ShowExports", command.Arguments);
            var text = string.Concat(exports.Select(one => string.Create(
                CultureInfo.InvariantCulture, $"      struct {{\n         uint16 {one.Key}\n         string \"{one.Value}\"\n         boolean false\n      }}\n")));
            Listed(++Looks);
            return Task.FromResult(new CommandResult(
                command, CommandEnd.Exited, 0, $"   array [\n      struct {{\n         uint16 0\n         string \"/\"\n      }}\n{text}   ]\n", ""));
        }
    }
}
