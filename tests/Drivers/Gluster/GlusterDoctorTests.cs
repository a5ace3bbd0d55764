using Abaca.Drivers.Gluster;
using Abaca.Drivers.Gluster.Setup;
using Abaca.DriverSdk;
using Abaca.Tests.Unit.Tls;
using Xunit;

namespace Abaca.Tests.Drivers.Gluster;

/// <summary>What a start and <c>abaca doctor</c> find of clusters that lack something.</summary>
public sealed class GlusterDoctorTests : IAsyncLifetime
{
    GlusterSite site = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    GlusterNode Node => site.Nodes[0];

    public async ValueTask InitializeAsync()
    {
        site = await GlusterSite.Make(2, Ct);
        await Task.WhenAll(Node.MakeVolumes(["pool-1-1"], quota: false, Ct), site.Nodes[1].MakeVolumes(["pool-2-1"], quota: false, Ct));
    }

    public ValueTask DisposeAsync() => site is null ? ValueTask.CompletedTask : site.DisposeAsync();

    [Fact, Trait("Doctor finds", nameof(ClustersCheck))]
    public async Task Whatever_is_missing_is_named_with_what_gives_it()
    {
        Assert.DoesNotContain(await Look("clusters"), finding => finding.Health != Health.Ok);

        await Node.Gluster(Ct, "volume", "set", "pool-1-1", "client.ssl", "off");
        await Found("volume pool-1-1", "TLS is off on its I/O path", "gluster volume set pool-1-1 client.ssl on server.ssl on");
        await Node.Gluster(Ct, "volume", "set", "pool-1-1", "client.ssl", "on");
        await Node.Gluster(Ct, "volume", "set", "pool-1-1", "auth.ssl-allow", site.Reserved + ",*");
        await Found("volume pool-1-1", "a star stands for every name", $"auth.ssl-allow {site.Reserved}");
        await Node.Gluster(Ct, "volume", "reset", "pool-1-1", "auth.ssl-allow");
        await Found("volume pool-1-1", "names neither the servers nor this machine", "auth.ssl-allow glusterfs-server-1,manila-host-1");
        await Node.Gluster(Ct, "volume", "set", "pool-1-1", "auth.ssl-allow", site.Reserved);

        await Masked(Node, "glusterfs.pem", await Identity("somebody", null), "this machine", "is named somebody", "common name begins with manila-host or glusterfs-server");
        await Masked(site.Nodes[1], "glusterfs.pem", await Identity("manila-host-2", null), site.Nodes[1].Address, "is named manila-host-2", "common name begins with glusterfs-server");
        await Masked(Node, "glusterfs.key", "/dev/null", "this machine", "its key (glusterfs.key) cannot be found", "/usr/lib/ssl");
        using var stranger = new PrivateAuthority("A stranger");
        await Masked(site.Nodes[1], "glusterfs.ca", stranger.CaFile, site.Nodes[1].Address, "does not vouch for its certificate glusterfs-server-2", "/usr/lib/ssl/glusterfs.ca");
        await Masked(Node, "glusterfs.pem", await Identity("manila-host-3", stranger), "this machine", "does not vouch for its certificate", "glusterfs.ca");

        await Node.Run(Ct, "sh", "-c", """mkdir /run/old; printf '#!/bin/sh\n[ "$1" = --version ] && { echo glusterfs 3.5.1; exit; }\nexec /usr/sbin/gluster.real "$@"\n' >/run/old/gluster; chmod +x /run/old/gluster""");
        await Node.Run(Ct, "sh", "-c", "cp /usr/sbin/gluster /run/old/real; sed -i s,/usr/sbin/gluster.real,/run/old/real, /run/old/gluster; mount --bind /run/old/gluster /usr/sbin/gluster");
        await Found(Node.Address, "GlusterFS 3.5.1 is older than 3.6", "Upgrade");
        await Node.Run(Ct, "umount", "/usr/sbin/gluster");

        await Node.KillGlusterd(Ct);
        var silent = await Look("clusters");
        Assert.Contains(silent, finding => finding.Health == Health.Warning && finding.What.Contains("glusterd does not answer", StringComparison.Ordinal));
        await Node.StartGlusterd(Ct);
        Assert.DoesNotContain(await Look("clusters"), finding => finding.Health != Health.Ok);
    }

    [Fact, Trait("Doctor finds", nameof(VolumesCheck))]
    public async Task Volumes_that_are_gone_or_left_over_are_named()
    {
        var (extra, gone) = (site.NewShare(), Guid.NewGuid().ToString());
        Done(await (await site.Started(site.Settings(), Ct)).Create(extra, Ct));
        var findings = await Look("volumes", new ExpectedShares(new HashSet<string> { gone }, new HashSet<string> { gone }));
        Assert.Contains(findings, one => one.Health == Health.Problem && one.What.Contains(gone, StringComparison.Ordinal));
        Assert.Contains(findings, one => one.Health == Health.Warning && one.What.Contains("pool-1-1", StringComparison.Ordinal));
    }

    /// <summary>With another file in the place of one, in both directories.</summary>
    async Task Masked(GlusterNode node, string file, string instead, string where, string what, string remedy)
    {
        string[] places = [$"/usr/lib/ssl/{file}", $"/etc/ssl/{file}"];
        foreach (var place in places) await node.Run(Ct, "mount", "--bind", instead, place);
        await Found(where, what, remedy);
        foreach (var place in places) await node.Run(Ct, "umount", place);
    }

    async Task<string> Identity(string name, PrivateAuthority? by) => Path.Combine(await site.Identity(name, by), "glusterfs.pem");

    async Task Found(string where, string what, string remedy)
    {
        var findings = await Look("clusters");
        Assert.True(findings.Any(one => one.Health == Health.Problem && one.Where.Contains(where, StringComparison.Ordinal) && one.What.Contains(what, StringComparison.Ordinal) | one.Remedy?.Contains(what, StringComparison.Ordinal) == true && one.Remedy!.Contains(remedy, StringComparison.Ordinal)), string.Join('\n', findings));
        var start = Assert.IsType<DriverResult.Unclear>(await site.Driver(site.Settings()).Start(Ct));
        Assert.Contains(remedy, start.Why, StringComparison.Ordinal);
    }

    /// <summary>As doctor: with connections of its own, which go with the visit.</summary>
    async Task<IReadOnlyList<HealthFinding>> Look(string name, ExpectedShares? shares = null)
    {
        var settings = site.Settings() with { Scratch = Path.Combine(site.Directory, Guid.NewGuid().ToString("N")[..8]) };
        return await new GlusterDriverFactory().Checks(settings).Single(check => check.Name == name).Look(shares, Ct);
    }
}
