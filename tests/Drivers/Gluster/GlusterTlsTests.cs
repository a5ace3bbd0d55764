using System.Text;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Gluster;

/// <summary>Who is let in is decided by certificates, on two clusters: one managed on its own machine, one over SSH.</summary>
public sealed class GlusterTlsTests : IAsyncLifetime
{
    GlusterSite site = null!;
    IShareDriver driver = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        site = await GlusterSite.Make(2, Ct);
        await Task.WhenAll(site.Nodes.Select(node => node.MakeVolumes(["pool-1-1"], quota: false, Ct)));
        driver = await site.Started(site.Settings(), Ct);
    }

    public ValueTask DisposeAsync() => site is null ? ValueTask.CompletedTask : site.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_name_with_a_rule_mounts_and_writes_and_is_cut_off_without_it_and_nobody_else_gets_in(int cluster)
    {
        var share = site.NewShare(cluster: cluster);
        var location = Done(await driver.Create(share, Ct)).Exports.Single().Path;
        Assert.Equal($"{site.Address(cluster)}:/pool-1-1", location);
        var (mine, other, nameless) = (site.Client("tenant-a"), site.Client("tenant-b"), site.Nameless());
        foreach (var client in new[] { mine, other, nameless }) Assert.Null((await client.Mount(location, Ct)).Share);

        Done(await driver.SetAccess(share, [GlusterSite.Rule("tenant-a")], Ct));
        var attempt = await mine.Mount(location, Ct);
        Assert.True(attempt.Share is not null, attempt.Said);
        await using (var live = attempt.Share)
        {
            Assert.Equal(ClientEnd.Ok, (await live.Write("letter", "of a"u8.ToArray(), Ct)).End);
            foreach (var client in new[] { other, nameless }) Assert.Null((await client.Mount(location, Ct)).Share);

            Done(await driver.SetAccess(share, [GlusterSite.Rule("tenant-b")], Ct));
            Assert.NotEqual(ClientEnd.Ok, (await live.Read("letter", Ct)).End);
            Assert.NotEqual(ClientEnd.Ok, (await live.Write("late", "of a"u8.ToArray(), Ct)).End);
        }
        Assert.Null((await mine.Mount(location, Ct)).Share);
        await using (var theirs = (await other.Mount(location, Ct)).Share!)
        {
            Assert.Equal("of a", Encoding.UTF8.GetString((await theirs.Read("letter", Ct)).Content));
            Done(await driver.Delete(share, Ct));
            Assert.NotEqual(ClientEnd.Ok, (await theirs.Write("late", "of b"u8.ToArray(), Ct)).End);
        }
    }

    [Fact]
    public async Task The_storages_own_names_stay_and_are_no_tenants()
    {
        var share = site.NewShare();
        Done(await driver.Create(share, Ct));
        string[] forbidden = ["glusterfs-server-9", "glusterfs-server", "manila-host-1", "manila-hostile", "*", "tenant-?", "tenant-[ab]", "a,b", "a b", "a\\", ""];
        var rules = forbidden.Select(name => GlusterSite.Rule(name)).Append(GlusterSite.Rule("tenant-a")).Append(GlusterSite.Rule("tenant-b", AccessLevel.Ro)).ToList();
        var outcomes = Done(await driver.SetAccess(share, rules, Ct));
        Assert.Equal(forbidden.Length, outcomes.Count(outcome => outcome.Refused?.Detail == MessageDetail.ForbiddenClient));
        Assert.Equal(MessageDetail.UnsupportedClient, outcomes[^1].Refused?.Detail);
        Assert.Null(outcomes[^2].Refused);
        Assert.Equal("glusterfs-server-2,manila-host-1,tenant-a", (await site.Nodes[0].Options("pool-1-1", Ct))["auth.ssl-allow"]);
        Assert.Equal(["tenant-a"], Done(await driver.ReadAccess(share, Ct)).Select(rule => rule.To));
        Done(await driver.SetAccess(share, [], Ct));
        Assert.Equal(site.Reserved, (await site.Nodes[0].Options("pool-1-1", Ct))["auth.ssl-allow"]);
        Done(await driver.Delete(share, Ct));
    }

    [Fact]
    public async Task Live_mounts_are_cut_off_on_a_volume_that_keeps_them()
    {
        await site.Nodes[0].Gluster(Ct, "volume", "set", "pool-1-1", "server.dynamic-auth", "off");
        var share = site.NewShare();
        var location = Done(await driver.Create(share, Ct)).Exports.Single().Path;
        Done(await driver.SetAccess(share, [GlusterSite.Rule("tenant-a")], Ct));
        await using var live = (await site.Client("tenant-a").Mount(location, Ct)).Share!;
        Done(await driver.SetAccess(share, [], Ct));
        Assert.NotEqual(ClientEnd.Ok, (await live.Write("late", "x"u8.ToArray(), Ct)).End);
        Done(await driver.Delete(share, Ct));
    }
}
