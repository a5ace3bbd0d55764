using Abaca.Drivers.CephFs;
using Abaca.Drivers.CephFs.Nfs;
using Abaca.Drivers.Ganesha;
using Abaca.Drivers.Rados;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

/// <summary>What doctor finds on a Ganesha node, by what the node's programs say.</summary>
public sealed class NodesCheckTests
{
    const string Process = "method return time=1 sender=org.freedesktop.DBus\n   uint32 4711\n";
    const string Exports = "method return time=1 sender=:1.2\n   struct {\n      uint64 1\n      uint64 2\n   }\n   array [\n   ]\n";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Trait("Doctor finds", nameof(NodesCheck))]
    public async Task A_node_without_Ganesha_is_found() =>
        await FindsOne("No Ganesha runs there", Failed("Error org.freedesktop.DBus.Error.NameHasNoOwner: no such name"));

    [Fact]
    public async Task A_node_without_a_bus_is_found() =>
        await FindsOne("Failed to open connection", Failed("Failed to open connection to \"system\" message bus: no such file"));

    [Fact]
    public async Task A_node_without_dbus_send_is_found() => await FindsOne("program not found", command => new CommandResult(command, CommandEnd.NotFound, -1, "", ""));

    [Fact]
    public async Task A_node_whose_bus_does_not_let_us_speak_to_Ganesha_is_found() => await FindsOne(
        "may not ask its Ganesha", command => Says(command, "ShowExports") ? Failed("Error org.freedesktop.DBus.Error.AccessDenied: rejected")(command) : Done(command, Process));

    [Theory]
    [InlineData(1, Health.Ok)]
    [InlineData(0, Health.Warning)]
    public async Task A_node_in_order_is_found_so_and_whether_it_watches_the_index(int watchers, Health health)
    {
        var findings = await Look(command => Done(command, Says(command, "ShowExports") ? Exports : Process), watchers);
        Assert.Equal(Health.Ok, findings[0].Health);
        Assert.Equal((health, "rados://pool/ganesha-export-index"), (findings[1].Health, findings[1].Where));
    }

    static async Task FindsOne(string words, Func<Command, CommandResult> node)
    {
        var finding = Assert.Single(await Look(node, 0));
        Assert.Equal(Health.Problem, finding.Health);
        Assert.Contains(words, finding.What, StringComparison.Ordinal);
        Assert.NotNull(finding.Remedy);
    }

    static async Task<IReadOnlyList<HealthFinding>> Look(Func<Command, CommandResult> node, int watchers)
    {
        var values = new Dictionary<string, string>
        {
            ["cephfs_protocol_helper_type"] = "NFS", ["ganesha_rados_store_enable"] = "True", ["ganesha_rados_store_pool_name"] = "pool", ["cephfs_auth_id"] = "manila",
        };
        var settings = new BackendSettings("nfs", "/nowhere", values, new Node(node), TimeProvider.System, new Silence());
        var (options, cluster) = (CephFsOptions.From(settings), new Cluster(watchers));
        return await new NodesCheck(new CephBackend(settings, options, cluster, new Subvolumes(cluster, options)) { NearGanesha = new DBusSend(settings.Commands, address: null) }).Look(null, Ct);
    }

    static bool Says(Command command, string word) => command.Arguments.Any(argument => argument.Contains(word, StringComparison.Ordinal));

    static CommandResult Done(Command command, string output) => new(command, CommandEnd.Exited, 0, output, "");

    static Func<Command, CommandResult> Failed(string error) => command => new CommandResult(command, CommandEnd.Exited, 1, "", error);

    sealed class Node(Func<Command, CommandResult> answer) : ICommandRunner
    {
        public Task<CommandResult> Run(Command command, CancellationToken ct = default) => Task.FromResult(answer(command));
    }

    sealed class Cluster(int watchers) : IRadosCluster
    {
        static readonly RadosAnswer Nothing = new(RadosEnd.Unreachable, 0, "", "nobody is there");

        public Task<RadosAnswer> Manager(RadosCommand command, CancellationToken ct = default) => Task.FromResult(Nothing);

        public Task<RadosAnswer> Monitor(RadosCommand command, CancellationToken ct = default) => Task.FromResult(Nothing);

        public Task<RadosAnswer> MetadataServer(string mds, RadosCommand command, CancellationToken ct = default) => Task.FromResult(Nothing);

        public Task<RadosCapacity?> Capacity(CancellationToken ct = default) => Task.FromResult<RadosCapacity?>(null);

        public IRadosPool Pool(string pool, string space = "") => new Watched(watchers);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>An index with so many watchers, that nobody may change.</summary>
    sealed class Watched(int watchers) : IRadosPool
    {
        public Task<RadosObject> Read(string name, CancellationToken ct = default) => throw new NotSupportedException();

        public Task<RadosWrite> Write(string name, string content, CancellationToken ct = default) => throw new NotSupportedException();

        public Task<RadosWrite> Swap(string name, string content, ulong version, CancellationToken ct = default) => throw new NotSupportedException();

        public Task<RadosWrite> Remove(string name, CancellationToken ct = default) => throw new NotSupportedException();

        public Task<IReadOnlyList<string>?> List(string prefix, CancellationToken ct = default) => throw new NotSupportedException();

        public Task<bool> Notify(string name, TimeSpan timeout, CancellationToken ct = default) => throw new NotSupportedException();

        public Task<int?> Watchers(string name, TimeSpan timeout, CancellationToken ct = default) => Task.FromResult<int?>(watchers);
    }
}
