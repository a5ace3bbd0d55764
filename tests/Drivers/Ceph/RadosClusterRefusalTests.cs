using Abaca.Drivers.CephFs;
using Abaca.Drivers.Rados;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>What an operator reads when something is missing: it names the thing and the command that makes it.</summary>
public sealed class RadosClusterRefusalTests(CephClusterOfAClass fixture) : IClassFixture<CephClusterOfAClass>
{
    /// <summary>What is advised to a service with Ganesha nodes: it is given to identities here, so that it is known to suffice.</summary>
    static readonly CephCaps Advised = CephCaps.OverGanesha("service", "objects");

    static readonly string Caps = Advised.Arguments;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    CephCluster Cluster => fixture.Cluster;

    [Fact]
    public async Task A_missing_library_is_named_with_its_package()
    {
        await using var without = new RadosCluster(Cluster.Settings("admin"), TimeProvider.System, _ => false);
        Assert.Equal(
            new RadosAnswer(RadosEnd.Unreachable, 0, "", "'health': librados.so.2 is missing: apt-get install librados2"),
            await without.Monitor(Health, Token));
        await using var half = new RadosCluster(Cluster.Settings("admin"), TimeProvider.System, file => file != "libcephfs.so.2");
        Assert.True((await half.Monitor(Health, Token)).Succeeded);
        Assert.Equal(
            "'health': libcephfs.so.2 is missing: apt-get install libcephfs2", (await half.MetadataServer("*", Health, Token)).Status);
    }

    [Fact]
    public async Task A_missing_or_broken_configuration_is_named()
    {
        var path = Path.Combine(Cluster.Directory, "none.conf");
        Assert.StartsWith($"'health': There is no {path}: copy it from a node", await Refusal(Cluster.Settings("admin") with { ConfigPath = path }), StringComparison.Ordinal);
        path = Path.Combine(Cluster.Directory, "broken.conf");
        await File.WriteAllTextAsync(path, "[global\nthis is = \"nothing", Token);
        Assert.Contains($"{path} cannot be understood", await Refusal(Cluster.Settings("admin") with { ConfigPath = path }), StringComparison.Ordinal);
        path = Path.Combine(Cluster.Directory, "lonely.conf");
        await File.WriteAllTextAsync(path, $"[global]\nkeyring = {Cluster.Keyring("admin")}\n", Token);
        Assert.EndsWith($"{path} names no monitors (mon host).", await Refusal(Cluster.Settings("admin") with { ConfigPath = path }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_keyring_is_named_with_the_command_that_makes_it()
    {
        var keyring = Cluster.Keyring("absent");
        Assert.Equal(
            $"'health': There is no keyring for client.absent (looked for {keyring}). "
            + $"On a node with an administrator's key: ceph auth get-or-create client.absent {Caps} -o {keyring}",
            await Refusal(As("absent")));
        await File.WriteAllTextAsync(Cluster.Keyring("other"), CephClusterConfig.KeyringEntry("client.somebody", CephClusterConfig.NewKey()), Token);
        Assert.StartsWith(
            $"'health': The keyring {Cluster.Keyring("other")} has no key for client.other. On a node", await Refusal(As("other")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_without_being_shown()
    {
        await Cluster.MakeUser("right", [("mon", "allow r")], Token);
        var wrong = CephClusterConfig.NewKey();
        await File.WriteAllTextAsync(Cluster.Keyring("right"), CephClusterConfig.KeyringEntry("client.right", wrong), Token);
        var said = await Refusal(As("right"));
        Assert.StartsWith("'health': The cluster refuses the key of client.right (", said, StringComparison.Ordinal);
        Assert.EndsWith($"ceph auth get-or-create client.right {Caps} -o {Cluster.Keyring("right")}", said, StringComparison.Ordinal);
        Assert.DoesNotContain(wrong, said, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Cluster.Keyring("right"), CephClusterConfig.KeyringEntry("client.right", "garbage"), Token);
        Assert.StartsWith("'health': The cluster refuses the key of client.right (", await Refusal(As("right")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_caps_are_named_with_the_command_that_gives_them()
    {
        await Cluster.MakeUser("weak", [("mon", "allow r")], Token);
        await using var rados = new RadosCluster(As("weak"), TimeProvider.System);
        var manager = await rados.Manager(new RadosCommand("fs volume ls", new Dictionary<string, object>(), TimeSpan.FromSeconds(20)), Token);
        Assert.Equal(13, manager.Error);
        Assert.StartsWith("client.weak may not do 'fs volume ls' (", manager.Status, StringComparison.Ordinal);
        Assert.EndsWith($"ceph auth caps client.weak {Caps}", manager.Status, StringComparison.Ordinal);
        var monitor = await rados.Monitor(new RadosCommand("osd pool create", new Dictionary<string, object> { ["pool"] = "x" }, TimeSpan.FromSeconds(20)), Token);
        Assert.EndsWith($"ceph auth caps client.weak {Caps}", monitor.Status, StringComparison.Ordinal);
        var write = await rados.Pool("objects").Write("x", "x", Token);
        Assert.Equal(RadosEnd.Answered, write.End);
        Assert.StartsWith("client.weak may not use rados://objects/x (", write.Problem, StringComparison.Ordinal);
        var mds = await rados.MetadataServer("cephfs:0", new RadosCommand("session ls", new Dictionary<string, object>(), TimeSpan.FromSeconds(20)), Token);
        Assert.EndsWith($"ceph auth caps client.weak {Caps}", mds.Status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_caps_that_are_advised_suffice_and_reading_keys_needs_its_part_of_them()
    {
        await Cluster.MakeUser("service", Advised.All, Token);
        await using var rados = new RadosCluster(As("service"), TimeProvider.System);
        await Succeeds(rados.Manager(Command("fs subvolume create", ("vol_name", "cephfs"), ("sub_name", "s")), Token));
        await Succeeds(rados.Manager(
            Command("fs subvolume authorize", ("vol_name", "cephfs"), ("sub_name", "s"), ("auth_id", "alice"), ("access_level", "rw"), ("tenant_id", "t")), Token));
        var identity = Command("auth get", ("entity", "client.alice"));
        await Succeeds(rados.Monitor(identity, Token));
        await Succeeds(rados.Manager(Command("fs subvolume evict", ("vol_name", "cephfs"), ("sub_name", "s"), ("auth_id", "alice")), Token));
        await Succeeds(rados.MetadataServer(
            "cephfs:0", Command("client evict", ("filters", new List<string> { "client_metadata.uuid=ganesha-a-0001" })), Token));
        Assert.True((await rados.Pool("objects").Write("mine", "x", Token)).Succeeded);

        await Cluster.MakeUser("blind", [("mon", "allow r"), ("mgr", "allow rw")], Token);
        await using var blind = new RadosCluster(As("blind"), TimeProvider.System);
        Assert.EndsWith($"ceph auth caps client.blind {Caps}", (await blind.Monitor(identity, Token)).Status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_arrives_later_is_used_without_a_restart()
    {
        await using var rados = new RadosCluster(As("late"), TimeProvider.System);
        Assert.Equal(RadosEnd.Unreachable, (await rados.Monitor(Health, Token)).End);
        await Cluster.MakeUser("late", [("mon", "allow r")], Token);
        Assert.True((await rados.Monitor(Health, Token)).Succeeded);
    }

    RadosSettings As(string user) => Cluster.Settings(user) with { Caps = Caps };

    static async Task Succeeds(Task<RadosAnswer> asked)
    {
        var answer = await asked;
        Assert.True(answer.Succeeded, $"{answer.End} {answer.Error} {answer.Status}");
    }

    static RadosCommand Command(string prefix, params (string Name, object Value)[] arguments) =>
        new(prefix, arguments.ToDictionary(one => one.Name, one => one.Value), TimeSpan.FromSeconds(20));

    static RadosCommand Health { get; } = new("health", new Dictionary<string, object>(), TimeSpan.FromSeconds(20));

    static async Task<string> Refusal(RadosSettings settings)
    {
        await using var rados = new RadosCluster(settings, TimeProvider.System);
        var answer = await rados.Monitor(Health, Token);
        Assert.Equal(RadosEnd.Unreachable, answer.End);
        return answer.Status;
    }
}
