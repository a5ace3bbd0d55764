using Abaca.Drivers.CephFs;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>What <c>abaca doctor</c> finds on a real cluster: it says what is missing, and the command that gives it.</summary>
public sealed class CephFsDoctorTests(CephFsSite site) : IClassFixture<CephFsSite>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sound_backend_is_found_sound()
    {
        var driver = await site.Begin(ct: Ct);
        var share = CephFsSite.NewShare();
        Assert.IsType<DriverResult<CreatedShare>.Done>(await driver.Create(share, Ct));
        var findings = await Look(shares: Expected(share.InstanceId));
        Assert.Equal(["cluster", "keys", "mounts", "subvolumes"], findings.Select(one => one.Check).Order());
        Assert.All(findings, one => Assert.True(one.Finding.Health == Health.Ok, one.Finding.ToString()));
        Assert.Equal(new DriverResult.Done(), await driver.Delete(share, Ct));
    }

    [Fact, Trait("Doctor finds", "ClusterCheck")]
    public async Task A_missing_keyring_is_named_with_the_command_that_makes_it()
    {
        var problem = Assert.Single(await Look("absent")).Finding;
        Assert.Equal(Health.Problem, problem.Health);
        Assert.Contains(
            $"There is no keyring for client.absent (looked for {site.Cluster.Keyring("absent")}). On a node with an administrator's key: "
            + $"ceph auth get-or-create client.absent {CephCaps.Native("absent").Arguments} -o {site.Cluster.Keyring("absent")}", problem.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_ceph_conf_is_named()
    {
        // Check, start and doctor ask the options first, and nothing more of a section whose options are wrong.
        var problem = await Assert.ThrowsAsync<OptionException>(() => Look(further: ("cephfs_conf_path", "/nowhere/ceph.conf")));
        Assert.Equal("cephfs_conf_path", problem.Option);
        Assert.Contains("there is no file /nowhere/ceph.conf", problem.Message, StringComparison.Ordinal);
    }

    [Theory, Trait("Doctor finds", "KeysCheck"), Trait("Doctor finds", "MountsCheck")]
    [InlineData("mgr", Health.Problem, "may not do 'fs subvolume rm'")]
    [InlineData("mds", Health.Warning, "may not ask the MDS")]
    [InlineData("auth get", Health.Warning, "may not read what clients may do")]
    public async Task A_missing_capability_is_named_with_the_command_that_gives_it_and_then_all_is_well(string lacking, Health severity, string said)
    {
        var user = $"lacks-{lacking.Replace(' ', '-')}";
        var all = CephCaps.Native(user);
        await site.Cluster.MakeUser(user, lacking == "auth get"
            ? [.. all.All.Select(one => one.Daemon == "mon" ? ("mon", "allow r") : one)]
            : [.. all.All.Where(one => one.Daemon != lacking)], Ct);
        var wrong = Assert.Single(await Look(user), one => one.Finding.Health != Health.Ok).Finding;
        Assert.Equal(severity, wrong.Health);
        Assert.Contains(said, wrong.What, StringComparison.Ordinal);
        Assert.Contains(all.Command, wrong.Remedy, StringComparison.Ordinal);
        await site.Cluster.Monitor("auth caps", Ct, ("entity", all.Entity), ("caps", all.All.SelectMany(one => new[] { one.Daemon, one.Cap }).ToList()));
        Assert.All(await Look(user), one => Assert.True(one.Finding.Health == Health.Ok, one.Finding.ToString()));
    }

    [Fact, Trait("Doctor finds", "SubvolumesCheck")]
    public async Task Subvolumes_that_are_gone_or_left_over_are_named()
    {
        var driver = await site.Begin(ct: Ct);
        var (extra, gone) = (CephFsSite.NewShare(), Guid.NewGuid().ToString());
        Assert.IsType<DriverResult<CreatedShare>.Done>(await driver.Create(extra, Ct));
        var findings = (await Look(shares: Expected(gone))).Where(one => one.Check == "subvolumes").Select(one => one.Finding).ToList();
        Assert.Contains(findings, one => one.Health == Health.Problem && one.What.Contains(gone, StringComparison.Ordinal));
        Assert.Contains(findings, one => one.Health == Health.Warning && one.What.Contains(extra.InstanceId, StringComparison.Ordinal));
        Assert.Equal(new DriverResult.Done(), await driver.Delete(extra, Ct));
    }

    [Fact]
    public async Task A_live_share_of_another_section_on_the_same_file_system_is_no_finding()
    {
        var driver = await site.Begin(ct: Ct);
        var (ours, theirs) = (CephFsSite.NewShare(), CephFsSite.NewShare());
        foreach (var share in (ShareSpec[])[ours, theirs]) Assert.IsType<DriverResult<CreatedShare>.Done>(await driver.Create(share, Ct));
        var findings = await Look(shares: Expected(ours.InstanceId) with { Elsewhere = new HashSet<string> { theirs.InstanceId } });
        var finding = Assert.Single(findings, one => one.Check == "subvolumes").Finding;
        Assert.True(finding.Health == Health.Ok, finding.ToString());
        foreach (var share in (ShareSpec[])[ours, theirs]) Assert.Equal(new DriverResult.Done(), await driver.Delete(share, Ct));
    }

    static ExpectedShares Expected(string instance) => new(new HashSet<string> { instance }, new HashSet<string> { instance });

    async Task<IReadOnlyList<(string Check, HealthFinding Finding)>> Look(
        string? user = null, ExpectedShares? shares = null, params (string Name, string Value)[] further)
    {
        var options = further.ToDictionary(one => one.Name, one => one.Value);
        if (user is not null) options["cephfs_auth_id"] = user;
        List<(string, HealthFinding)> all = [];
        foreach (var check in new CephFsDriverFactory().Checks(site.Settings(options)))
            all.AddRange((await check.Look(shares, Ct)).Select(finding => (check.Name, finding)));
        return all;
    }
}
