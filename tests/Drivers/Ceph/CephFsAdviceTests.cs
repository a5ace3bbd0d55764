using System.Text.RegularExpressions;
using Abaca.Drivers.CephFs;
using Abaca.Drivers.Rados;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>The <c>ceph auth caps</c> that is printed, carried out as it stands on the real cluster, beside a service that runs on.</summary>
public sealed partial class CephFsAdviceTests(CephFsSite site) : IClassFixture<CephFsSite>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("mgr")]
    [InlineData("mds")]
    [InlineData("auth get")]
    public async Task The_printed_command_makes_the_running_service_whole_without_a_restart_and_doctor_says_so_before_and_after(string lacking)
    {
        var user = $"advised-{lacking.Replace(' ', '-')}";
        await Give(user, [.. CephCaps.Native(user).All
            .Where(one => one.Daemon != lacking).Select(one => lacking == "auth get" && one.Daemon == "mon" ? ("mon", "allow r") : one)]);
        var factory = new CephFsDriverFactory();
        var settings = site.Settings(As(user));
        await using var driver = factory.Create(settings);
        if (lacking == "mgr") Assert.Contains("ceph auth caps", Why(await driver.Start(Ct)), StringComparison.Ordinal);
        else Assert.Equal(new DriverResult.Done(), await driver.Start(Ct));
        var checks = factory.Checks(settings);
        var wrong = Assert.Single(await Look(checks), finding => finding.Health != Health.Ok);

        await CarryOut(CommandIn(wrong.Remedy!));
        await Eventually.Holds(() => driver.Start(Ct), end => end is DriverResult.Done, "the service starts", Ct);
        Assert.All(await Look(checks), finding => Assert.Equal(Health.Ok, finding.Health));
        var share = CephFsSite.NewShare();
        Assert.IsType<DriverResult<CreatedShare>.Done>(await driver.Create(share, Ct));
        Assert.Equal(new DriverResult.Done(), await driver.Delete(share, Ct));

        // Taken away beside the running service, which has not noticed yet.
        await Give(user, [("mon", "allow r")]);
        Assert.Contains(await Look(checks), finding => finding.Health == Health.Problem && finding.Remedy!.Contains("ceph auth caps", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_identity_of_two_sections_is_advised_what_both_need_and_following_it_breaks_neither()
    {
        const string User = "shared";
        await Give(User, [("mon", "allow r")]);
        var factory = new CephFsDriverFactory();
        var nfs = new Dictionary<string, string>(As(User))
        {
            ["cephfs_protocol_helper_type"] = "NFS", ["ganesha_rados_store_enable"] = "True", ["ganesha_rados_store_pool_name"] = "cephfs_data",
        };
        await using var native = factory.Create(site.Settings(As(User)) with { Section = "native" });
        await using var overNfs = factory.Create(site.Settings(nfs) with { Section = "nfs" });
        var why = Why(await native.Start(Ct));
        Assert.Contains("osd 'allow rw pool=cephfs_data", why, StringComparison.Ordinal);
        Assert.Equal(CommandIn(why), CommandIn(Why(await overNfs.Start(Ct)))); // whichever is read, it is the same
        await CarryOut(CommandIn(why));
        await Eventually.Holds(() => native.Start(Ct), end => end is DriverResult.Done, "the native section starts", Ct);
        await using var rados = new RadosCluster(site.Cluster.Settings(User), TimeProvider.System);
        Assert.True((await rados.Pool("cephfs_data").Write("of-the-other-section", "x", Ct)).Succeeded);
    }

    static Dictionary<string, string> As(string user) => new(StringComparer.Ordinal) { ["cephfs_auth_id"] = user };

    static string Why(DriverResult end) => end switch
    {
        DriverResult.Refused no => no.Why.Text,
        DriverResult.Unclear maybe => maybe.Why,
        _ => "",
    };

    static async Task<IReadOnlyList<HealthFinding>> Look(IReadOnlyList<IBackendCheck> checks)
    {
        List<HealthFinding> all = [];
        foreach (var check in checks) all.AddRange(await check.Look(null, Ct));
        return all;
    }

    static string CommandIn(string text) => Command().Match(text).Value;

    Task Give(string user, IReadOnlyList<(string Daemon, string Cap)> caps) => site.Cluster.MakeUser(user, caps, Ct);

    /// <summary>In a shell with the administrator's key, as the text says.</summary>
    async Task CarryOut(string command)
    {
        Assert.NotEmpty(command);
        await Tool.Run(["env", $"CEPH_ARGS=-c {site.Cluster.ConfigPath} --id admin", "sh", "-c", command], Ct);
    }

    [GeneratedRegex("ceph auth caps client\\.[a-z-]+( [a-z]+ '[^']*')+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Command();
}
