using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>What cephx identities can and cannot do, with real mounts, the service having the least rights it needs.</summary>
public sealed class CephFsAccessTests(CephFsSite site) : IClassFixture<CephFsSite>
{
    const int ShutDown = 108;
    const int OverQuota = 122;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenants_identity_mounts_its_share_and_no_other_path()
    {
        var driver = await site.Begin(ct: Ct);
        var (mine, other) = (await Make(driver), await Make(driver, "project-b"));
        await Allow(driver, mine.Share, CephFsSite.Rule("amy"));
        await Allow(driver, other.Share, CephFsSite.Rule("ben"));
        var amy = site.Client("amy");
        await (await Mounted(amy, mine.Export)).DisposeAsync();

        var monitors = site.Cluster.MonitorAddress;
        foreach (var path in (string[])[other.Export, $"{monitors}:/", $"{monitors}:/volumes", mine.Export[..mine.Export.LastIndexOf('/')]])
        {
            var attempt = await amy.Mount(path, Ct);
            Assert.True(attempt.Share is null, path);
            Assert.Contains("Operation not permitted", attempt.Said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_key_in_the_answer_is_the_identitys_and_stays_the_same()
    {
        var driver = await site.Begin(ct: Ct);
        var share = await Make(driver);
        var rule = CephFsSite.Rule("keyed");
        var first = await Allow(driver, share.Share, rule);
        Assert.Equal(await site.Cluster.Key("keyed", Ct), first[0].AccessKey);
        Assert.Equal(first[0].AccessKey, (await Allow(driver, share.Share, rule))[0].AccessKey);
        var later = await site.Begin(ct: Ct);
        Assert.Equal(first[0].AccessKey, (await Allow(later, share.Share, rule))[0].AccessKey);
        Assert.DoesNotContain(first[0].AccessKey!, site.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("admin")]
    [InlineData(CephFsSite.User)]
    [InlineData("made-outside")]
    [InlineData("of-another-tenant")]
    [InlineData("../../sneaky")]
    [InlineData("two words")]
    public async Task Identities_that_are_not_the_tenants_are_refused_and_the_others_apply(string identity)
    {
        var driver = await site.Begin(ct: Ct);
        await site.Cluster.MakeUser("made-outside", [("mon", "allow r")], Ct);
        var foreign = await Make(driver, "project-b");
        await Allow(driver, foreign.Share, CephFsSite.Rule("of-another-tenant"));
        var before = await site.Caps(identity, Ct);

        var share = await Make(driver);
        var (bad, good) = (CephFsSite.Rule(identity), CephFsSite.Rule("fine"));
        var outcomes = Done(await driver.SetAccess(share.Share, [bad, good], Ct));
        var refused = outcomes.Single(outcome => outcome.RuleId == bad.Id);
        Assert.Equal(MessageDetail.ForbiddenClient, refused.Refused?.Detail);
        Assert.Null(refused.AccessKey);
        Assert.NotNull(outcomes.Single(outcome => outcome.RuleId == good.Id).AccessKey);
        Assert.Equal(["fine Rw"], await RulesOf(driver, share.Share));
        Done(await driver.SetAccess(share.Share, [], Ct));
        Assert.Equal(before, await site.Caps(identity, Ct));
    }

    [Fact]
    public async Task The_quota_stops_a_write_at_the_very_byte()
    {
        var driver = await site.Begin(ct: Ct);
        var share = await Make(driver);
        await site.Cluster.Manager("fs subvolume resize", Ct, ("vol_name", "cephfs"), ("sub_name", share.Share.InstanceId), ("new_size", "10485760"));
        await Allow(driver, share.Share, CephFsSite.Rule("filler"));
        await using var mount = (CephFuseMount)await Mounted(site.Client("filler"), share.Export);
        using var file = await mount.Open("big", Ct);
        Assert.Equal(0, file.Append(new byte[10 << 20]));
        // Clients keep quotas themselves, by what the MDS last told them of the use.
        await Eventually.Holds(
            () => Task.FromResult(FileCalls.Attribute(mount.Path, "ceph.dir.rbytes")), seen => seen == "10485760", "the client knows that the share is full", Ct);
        Assert.Equal(OverQuota, file.Append("x"u8));
        Assert.Equal(10 << 20, new FileInfo(Path.Combine(mount.Path, "big")).Length);
    }

    [Fact]
    public async Task An_identity_that_is_cut_off_gets_ESHUTDOWN_on_open_files_and_nobody_else_notices()
    {
        var driver = await site.Begin(ct: Ct);
        var (share, second) = (await Make(driver), await Make(driver));
        var (out1, stays) = (CephFsSite.Rule("leaver"), CephFsSite.Rule("stayer"));
        await Allow(driver, share.Share, out1, stays);
        await Allow(driver, second.Share, CephFsSite.Rule("leaver"));
        await using var cut = (CephFuseMount)await Mounted(site.Client("leaver"), share.Export);
        await using var elsewhere = (CephFuseMount)await Mounted(site.Client("leaver"), second.Export);
        await using var other = (CephFuseMount)await Mounted(site.Client("stayer"), share.Export);
        using var file = await cut.Open("log", Ct);
        using var othersFile = await other.Open("others", Ct);
        using var elsewhereFile = await elsewhere.Open("log", Ct);
        Assert.Equal(0, file.Append("one"u8));

        await Allow(driver, share.Share, stays);
        Assert.Equal(ShutDown, file.Append("two"u8));
        Assert.Equal(0, othersFile.Append("still"u8));
        Assert.Equal(0, elsewhereFile.Append("still"u8));
        Assert.Null((await site.Client("leaver").Mount(share.Export, Ct)).Share);
    }

    [Fact]
    public async Task An_identity_that_mounted_a_directory_of_the_share_is_cut_off_too()
    {
        var driver = await site.Begin(ct: Ct);
        var share = await Make(driver);
        await Allow(driver, share.Share, CephFsSite.Rule("deep"));
        await using (var top = (CephFuseMount)await Mounted(site.Client("deep"), share.Export)) Directory.CreateDirectory(Path.Combine(top.Path, "inner"));
        await using var inner = (CephFuseMount)await Mounted(site.Client("deep"), share.Export + "/inner");
        using var file = await inner.Open("log", Ct);
        Assert.Equal(0, file.Append("one"u8));
        await Allow(driver, share.Share);
        Assert.NotEqual(0, file.Append("two"u8));
    }

    [Fact]
    public async Task A_writer_made_reader_loses_the_mount_that_could_write()
    {
        var driver = await site.Begin(ct: Ct);
        var share = await Make(driver);
        await Allow(driver, share.Share, CephFsSite.Rule("lowered"));
        await using var live = (CephFuseMount)await Mounted(site.Client("lowered"), share.Export);
        using var file = await live.Open("log", Ct);
        Assert.Equal(0, file.Append("one"u8));
        await Allow(driver, share.Share, CephFsSite.Rule("lowered", AccessLevel.Ro));
        Assert.Equal(ShutDown, file.Append("two"u8));
        await using var afresh = await Mounted(site.Client("lowered"), share.Export);
        Assert.Equal(ClientEnd.ReadOnly, (await afresh.Write("x", "x"u8.ToArray(), Ct)).End);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_loses_one_of_several_shares_can_still_mount_the_others(bool mayReadCapabilities)
    {
        var driver = mayReadCapabilities ? await site.Begin(ct: Ct) : await WithFewerRights();
        var identity = mayReadCapabilities ? "several-read" : "several";
        var shares = new[] { await Make(driver), await Make(driver), await Make(driver) };
        foreach (var share in shares) await Allow(driver, share.Share, CephFsSite.Rule(identity, share == shares[2] ? AccessLevel.Ro : AccessLevel.Rw));
        await Allow(driver, shares[0].Share);
        Assert.Equal("allow r", (await site.Caps(identity, Ct))!["mon"]);
        foreach (var share in shares[1..]) await (await Mounted(site.Client(identity), share.Export)).DisposeAsync();
        Assert.Equal([$"{identity} Ro"], await RulesOf(driver, shares[2].Share));
        Done(await driver.Delete(shares[1].Share, Ct));
        await (await Mounted(site.Client(identity), shares[2].Export)).DisposeAsync();
        Done(await driver.Delete(shares[2].Share, Ct));
        Assert.Null(await site.Caps(identity, Ct));
    }

    [Fact]
    public async Task With_the_right_to_read_capabilities_ensuring_repairs_an_identity_that_others_have_damaged()
    {
        var driver = await site.Begin(ct: Ct);
        var share = await Make(driver);
        var rule = CephFsSite.Rule("damaged");
        var key = (await Allow(driver, share.Share, rule))[0].AccessKey;
        var whole = await site.Caps("damaged", Ct);
        await site.Cluster.Monitor("auth caps", Ct, ("entity", "client.damaged"), ("caps", new List<string> { "mds", whole!["mds"], "osd", whole["osd"] }));
        Done(await driver.Ensure(share.Share, [rule], Ct));
        Assert.Equal(whole, await site.Caps("damaged", Ct));
        await site.Cluster.Monitor("auth rm", Ct, ("entity", "client.damaged"));
        Done(await driver.Ensure(share.Share, [rule], Ct));
        Assert.Equal(whole, await site.Caps("damaged", Ct));
        var again = (await Allow(driver, share.Share, rule))[0].AccessKey;
        Assert.Equal(await site.Cluster.Key("damaged", Ct), again);
        Assert.NotEqual(key, again);
    }

    /// <summary>A service that may not read which shares an identity has.</summary>
    async Task<IShareDriver> WithFewerRights()
    {
        await site.Cluster.MakeUser("manila-blind", [("mgr", "allow module volumes rw"), ("mon", "allow r"), ("mds", "allow *")], Ct);
        return await site.Begin(options: new Dictionary<string, string> { ["cephfs_auth_id"] = "manila-blind" }, ct: Ct);
    }

    static async Task<(ShareSpec Share, string Export)> Make(IShareDriver driver, string project = "project-a")
    {
        var share = CephFsSite.NewShare(project);
        var created = Done(await driver.Create(share, Ct));
        var export = Assert.Single(created.Exports);
        Assert.Equal("fs=cephfs", export.Metadata["__mount_options"]);
        return (share, export.Path);
    }

    static async Task<IReadOnlyList<RuleOutcome>> Allow(IShareDriver driver, ShareSpec share, params AccessRule[] whole)
    {
        var outcomes = Done(await driver.SetAccess(share, whole, Ct));
        Assert.All(outcomes, outcome => Assert.Null(outcome.Refused));
        return outcomes;
    }

    static async Task<IEnumerable<string>> RulesOf(IShareDriver driver, ShareSpec share) =>
        Done(await driver.ReadAccess(share, Ct)).Select(rule => $"{rule.To} {rule.Level}").Order();

    static async Task<IMountedShare> Mounted(CephFuseClient client, string export)
    {
        var attempt = await client.Mount(export, Ct);
        Assert.True(attempt.Share is not null, $"{client.Identity} {export}: {attempt.Said}");
        return attempt.Share!;
    }
}
