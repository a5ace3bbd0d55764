using System.Text;
using System.Text.Json;
using Abaca.Drivers.CephFs;
using Abaca.Drivers.Rados;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Abaca.Tests.Drivers.Local;
using Abaca.Tests.Drivers.Network;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>
/// <c>cephfs_nfs_cluster_id</c>: the mgr's own <c>nfs</c> module on a real cluster, and a real Ganesha that serves what the module writes.
/// The daemons are the test's, since Ceph 16.2 starts none without cephadm.
/// </summary>
public sealed class CephNfsClusterTests(ITestOutputHelper output) : IAsyncLifetime
{
    const string Called = "lab";
    const string Pool = ".nfs";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly RememberingLog log = new();
    ClientNamespaces net = null!;
    CephCluster cluster = null!;

    string Server => net.Host(21);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        net = await ClientNamespaces.Make(ServerPlace.Machine, Ct);
        cluster = await CephCluster.Start(new CephClusterOptions { Address = net.ServerAddress, Pools = [Pool] }, Ct);
        await cluster.MakeUser(
            "manila",
            [("mgr", "allow module volumes rw, allow module nfs rw"), ("mon", "allow r, allow command \"auth get\""), ("mds", "allow *")], Ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (cluster is not null) await cluster.DisposeAsync();
        await net.DisposeAsync();
    }

    [Fact]
    public async Task Shares_are_exported_by_the_module_and_what_it_lacks_is_said()
    {
        await using (var early = Driver("")) Assert.Contains("mgr module enable nfs", Unclear(await early.Start(Ct)), StringComparison.Ordinal);
        await Enable("nfs");
        await using (var nobody = Driver("")) Assert.Contains("ceph nfs cluster create lab", Unclear(await nobody.Start(Ct)), StringComparison.Ordinal);

        await using var node = await GaneshaNode.Make(
            cluster, new GaneshaNodeOptions
            {
                Address = Server, Prefix = await net.AddHost("nfs", 21, Ct), Pool = Pool, Space = Called, Index = "conf-nfs." + Called, GraceSeconds = 2,
            }, Ct);
        await using (var nowhere = Driver("")) Assert.Contains("cephfs_ganesha_export_ips", Unclear(await nowhere.Start(Ct)), StringComparison.Ordinal);
        await using (var named = Driver(Server)) await LivesThrough(named, preferred: false);

        await Enable("test_orchestrator");
        await Orchestrate();
        await using var driver = Driver("");
        await LivesThrough(driver, preferred: true);

        // What this orchestrator knows is in the mgr's memory: a new mgr has forgotten it.
        var share = CephFsSite.NewShare() with { Protocol = "NFS" };
        Assert.IsType<DriverResult<CreatedShare>.Done>(await driver.Create(share, Ct), exactMatch: false);
        await cluster.Kill("mgr", Ct);
        await cluster.Run("mgr", Ct);
        await cluster.WaitUntilReady(Ct);
        var forgotten = await driver.SetAccess(share, [Rule(0)], Ct);
        output.WriteLine($"{forgotten}");
        Assert.IsType<DriverResult<IReadOnlyList<RuleOutcome>>.Unclear>(forgotten, exactMatch: false);
        await Orchestrate();
        await Allow(driver, share, Rule(0));
        await Deleted(driver, share);
    }

    async Task LivesThrough(IShareDriver driver, bool preferred)
    {
        Assert.Equal(new DriverResult.Done(), await driver.Start(Ct));
        var share = CephFsSite.NewShare() with { Protocol = "NFS" };
        var made = Assert.IsType<DriverResult<CreatedShare>.Done>(await driver.Create(share, Ct), exactMatch: false);
        var location = Assert.Single(made.Value.Exports);
        Assert.StartsWith($"{Server}:/volumes/", location.Path, StringComparison.Ordinal);
        Assert.Equal(preferred, location.Preferred);

        await Allow(driver, share, Rule(0), new AccessRule(Guid.NewGuid().ToString("D"), AccessType.Ip, net.Network, AccessLevel.Ro));
        await Sees(0, location.Path, ClientEnd.Ok);
        await Sees(1, location.Path, ClientEnd.ReadOnly);
        var applied = Assert.IsType<DriverResult<IReadOnlyList<AppliedRule>>.Done>(await driver.ReadAccess(share, Ct), exactMatch: false);
        Assert.Equal([$"{net.NfsClients()[0].Identity}/32 Rw", $"{net.Network} Ro"], applied.Value.Select(rule => $"{rule.To} {rule.Level}"));

        await Allow(driver, share, Rule(0, AccessLevel.Ro)); // changed in place: the module notifies Ganesha and restarts nothing
        await Sees(0, location.Path, ClientEnd.ReadOnly);
        await Sees(1, location.Path, ClientEnd.Denied);
        await Allow(driver, share);
        await Sees(0, location.Path, ClientEnd.Denied);
        await Allow(driver, share, Rule(0));
        await Sees(0, location.Path, ClientEnd.Ok);
        var listed = Assert.IsType<DriverResult<IReadOnlyList<BackendObject>>.Done>(await driver.Inventory!.List(Ct), exactMatch: false);
        Assert.Single(listed.Value, item => item.Kind == "export" && item.InstanceId == share.InstanceId);
        await Deleted(driver, share);
    }

    /// <summary>As the service does: what is unclear is repeated. Ganesha may still have the share open when the module has answered.</summary>
    async Task Deleted(IShareDriver driver, ShareSpec share)
    {
        await Eventually.Holds(
            async () =>
            {
                var end = await driver.Delete(share, Ct);
                output.WriteLine($"deleting: {end}");
                return end;
            },
            end => end is DriverResult.Done, "the share is deleted", Ct);
        Assert.Empty(await Left());
    }

    IShareDriver Driver(string exportAddresses)
    {
        var values = new CephFsDriverFactory().Options.Where(option => option.Default is not null)
            .ToDictionary(option => option.Name, option => option.Default!, StringComparer.Ordinal);
        (values["cephfs_conf_path"], values["cephfs_auth_id"], values["cephfs_protocol_helper_type"]) = (cluster.ConfigPath, "manila", "NFS");
        (values["cephfs_nfs_cluster_id"], values["cephfs_ganesha_export_ips"]) = (Called, exportAddresses);
        return new CephFsDriverFactory().Create(
            new BackendSettings("cephfsnfs", cluster.Directory, values, new LocalCommandRunner(TimeProvider.System), TimeProvider.System, log));
    }

    AccessRule Rule(int client, AccessLevel level = AccessLevel.Rw) =>
        new(Guid.NewGuid().ToString("D"), AccessType.Ip, net.NfsClients()[client].Identity, level);

    static async Task Allow(IShareDriver driver, ShareSpec share, params AccessRule[] whole)
    {
        var outcomes = Assert.IsType<DriverResult<IReadOnlyList<RuleOutcome>>.Done>(await driver.SetAccess(share, whole, Ct), exactMatch: false);
        Assert.All(outcomes.Value, outcome => Assert.Null(outcome.Refused));
    }

    /// <summary>The module answers before its Ganeshas have read the change.</summary>
    Task Sees(int client, string path, ClientEnd expected) => Eventually.Holds(
        async () =>
        {
            var mount = await net.NfsClients()[client].Mount(path, Ct);
            if (mount.Share is null) return ClientEnd.Denied;
            await using var share = mount.Share;
            return (await share.Write("file", Encoding.UTF8.GetBytes("content"), Ct)).End;
        },
        end => end == expected, $"client {client} comes to {expected}", Ct);

    /// <summary>Exports and their identities.</summary>
    async Task<IReadOnlyList<string>> Left()
    {
        var exports = await cluster.Admin.Pool(Pool, Called).List("export-", Ct);
        using var document = JsonDocument.Parse(await cluster.Monitor("auth ls", Ct));
        var identities = document.RootElement.GetProperty("auth_dump").EnumerateArray().Select(entry => entry.GetProperty("entity").GetString()!);
        return [.. exports!, .. identities.Where(name => name.StartsWith("client.nfs.", StringComparison.Ordinal))];
    }

    /// <summary>The mgr begins anew with the module; on return the module's commands are known.</summary>
    async Task Enable(string module)
    {
        await cluster.Monitor("mgr module enable", Ct, ("module", module), ("force", "--force"));
        await Eventually.Holds(
            async () => (await cluster.Monitor("mgr services", Ct), Said: await Ask(module == "nfs" ? "nfs cluster ls" : "test_orchestrator load_data", "{}")),
            answer => !answer.Said.Contains("enable", StringComparison.Ordinal) && !answer.Said.Contains("no valid", StringComparison.Ordinal), $"{module} is loaded", Ct);
        await cluster.WaitUntilReady(Ct);
    }

    /// <summary>An orchestrator that knows the NFS service and where its daemon is.</summary>
    async Task Orchestrate()
    {
        var knows = $$"""
            {"inventory": [],
             "services": [{"service_type": "nfs", "service_id": "{{Called}}", "service_name": "nfs.{{Called}}", "placement": {"count": 1}, "status": {"size": 1, "running": 1} } ],
             "daemons": [{"daemon_type": "nfs", "daemon_id": "{{Called}}.0", "service_name": "nfs.{{Called}}", "hostname": "here", "ip": "{{Server}}", "ports": [2049], "status": 1}] }
            """;
        await Eventually.Holds(
            async () => $"{await Ask("orch set backend", null, ("module_name", "test_orchestrator"))}; {await Ask("test_orchestrator load_data", knows)}; {await Ask("nfs cluster info", null, ("cluster_id", Called))}",
            said => said.Contains(Server, StringComparison.Ordinal), "the orchestrator knows the service", Ct);
    }

    /// <summary>What the mgr says, output or error.</summary>
    async Task<string> Ask(string prefix, string? input, params (string Name, object Value)[] arguments)
    {
        var answer = await cluster.Admin.Manager(new RadosCommand(prefix, arguments.ToDictionary(one => one.Name, one => one.Value), Patience, input), Ct);
        return answer.Succeeded ? answer.Output : answer.Status;
    }

    static string Unclear(DriverResult end) => Assert.IsType<DriverResult.Unclear>(end).Why;
}
