using Abaca.Tests.Compat.Clients;
using Abaca.Tests.Compat.Kill;
using Abaca.Tests.Compat.Service;
using Abaca.Tests.Drivers.Conformance;
using Xunit;
using static Abaca.Tests.Drivers.Conformance.TenantSteps;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>
/// The walk-through of the operator's page: a manila.conf that was written for Manila, the real service, OpenStack's own <c>manila</c> client and
/// a real file server over SSH.
/// </summary>
public sealed class ZfsWalkThroughTests
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ZfsWholeGround.ShareNfs)]
    [InlineData(ZfsWholeGround.ExportsFile)]
    public async Task A_tenant_uses_a_file_server_with_the_unmodified_client(string helper)
    {
        Requirements.ForClients();
        await using var ground = await ZfsWholeGround.OnFuse(helper, Ct);
        await Walk("zfs", ground.Setting, ground.Host.Address, ground.Held, []);
    }

    /// <summary>The page's commands in their order; with clients what it says of mounting, too.</summary>
    /// <param name="kind">Name of the share type and of the backend.</param>
    /// <param name="setting">The service.</param>
    /// <param name="address">Where clients mount from.</param>
    /// <param name="held">What the storage holds.</param>
    /// <param name="clients">Clients that mount; none where there is no NFS server.</param>
    internal static async Task Walk(string kind, ServiceSetting setting, string address, Func<Task<HeldThings>> held, IReadOnlyList<IShareClient> clients)
    {
        var name = kind + "vol";
        await using var service = await ServiceProcess.Start(setting);
        var (admin, demo) = (ManilaShell.Admin(service), ManilaShell.Demo(service));
        var tenant = new TenantSteps(demo, service, Soon);
        var client = clients.Count > 0 ? clients[0].Identity : "192.0.2.21";
        await admin.Do("type-create", kind, "False");
        await admin.Do("type-key", kind, "set", $"share_backend_name={kind}");
        await admin.Do("type-key", kind, "set", "snapshot_support=True", "create_share_from_snapshot_support=True", "revert_to_snapshot_support=True");
        await tenant.Created("create", "NFS", "5", "--name", name, "--share-type", kind);
        await demo.Do("access-allow", name, "ip", client);
        await tenant.Active(name, client);
        var location = await tenant.Location(name);
        Assert.StartsWith($"{address}:/", location, StringComparison.Ordinal);
        Assert.Equal([$"{client} rw"], (await held()).Rules.Single().Value);
        await Written(clients, location, "letter", "first");

        await demo.Do("snapshot-create", name, "--name", "before");
        await demo.Until("available", "snapshot-show", "before");
        await Written(clients, location, "later", "second");
        await tenant.Created("create", "NFS", "5", "--name", "copy", "--share-type", kind, "--snapshot-id", "before");
        await demo.Do("access-allow", "copy", "ip", client);
        await tenant.Active("copy", client);
        await Holds(clients, await tenant.Location("copy"), ["letter"]);
        await tenant.Resized(name, "6", "5");
        Assert.Equal([5, 5], (await held()).Shares.Values.Order());

        // The snapshot goes before the share that was made of it.
        await demo.Do("snapshot-delete", "before");
        await demo.UntilGone("snapshot-show", "before");
        foreach (var one in new[] { name, "copy" }) await tenant.Deleted(one);
        var left = await held();
        Assert.True(left is { Shares.Count: 0, Snapshots.Count: 0, Rules.Count: 0 }, $"left: {string.Join(", ", left.Shares.Keys.Concat(left.Snapshots).Concat(left.Rules.Keys))}");
        await service.Stop();
    }

    static async Task Written(IReadOnlyList<IShareClient> clients, string location, string file, string text)
    {
        foreach (var client in clients.Take(1)) await Writes(client, location, file, text);
        foreach (var stranger in clients.Skip(1)) Assert.Null((await stranger.Mount(location, Ct)).Share);
    }

    static async Task Holds(IReadOnlyList<IShareClient> clients, string location, string[] files)
    {
        foreach (var client in clients.Take(1))
        {
            await using var share = await Mounts(client, location);
            foreach (var file in files) Assert.Equal(ClientEnd.Ok, (await share.Read(file, Ct)).End);
            Assert.NotEqual(ClientEnd.Ok, (await share.Read("later", Ct)).End);
        }
    }
}
