using Abaca.DriverSdk;
using Abaca.Server.Scheduling;
using Abaca.Server.Services;
using Xunit;

namespace Abaca.Tests.Unit.Services;

/// <summary>Reports lie in databases that earlier versions have written.</summary>
public sealed class ReportJsonTests
{
    static readonly string Report = Json("{'vendor_name':'Abaca','driver_version':'1.0','storage_protocol':'NFS','pools':[{'name':'p','total_gib':10.5,'free_gib':null,"
        + "'provisioned_gib':null,'thin_provisioning':true,'snapshot_support':true,'create_share_from_snapshot_support':false,'revert_to_snapshot_support':false,"
        + "'mount_snapshot_support':false,'mount_point_name_support':false,'ipv4_support':false,'ipv6_support':true,'capabilities':{'dedupe':true,'tiers':['a',2]}}]}");

    static readonly string Options = Json("{'backend_name':'gold','handles_share_servers':false,'reserved':5,'reserved_from_snapshot':6,'reserved_extend':7,"
        + "'max_over_subscription_ratio':2.5,'filter_function':'size \\u003C 3','goodness_function':null,'replication_domain':'here'}");

    [Fact]
    public void A_report_is_written_as_ever_and_read_again()
    {
        var report = new BackendReport("Abaca", "1.0", "NFS", [new PoolReport("p", 10.5, double.PositiveInfinity)
        {
            ThinProvisioning = true, SnapshotSupport = true, Ipv4Support = false, Ipv6Support = true,
            Capabilities = new Dictionary<string, object> { ["dedupe"] = true, ["tiers"] = new object[] { "a", 2 } },
        }]) { Trouble = "a pool is missing" };
        Assert.Equal(Report, ReportJson.Write(report));
        var read = ReportJson.ReadReport(Report);
        Assert.Equal(Report, ReportJson.Write(read));
        Assert.Null(read.Pools[0].FreeGib);
        Assert.Null(read.Trouble);
    }

    [Fact]
    public void Options_are_written_as_ever_and_read_again()
    {
        var options = new PoolOptions
        {
            BackendName = "gold", ReservedPercent = 5, ReservedFromSnapshotPercent = 6, ReservedExtendPercent = 7, MaxOverSubscriptionRatio = 2.5,
            FilterFunction = "size < 3", ReplicationDomain = "here",
        };
        Assert.Equal(Options, ReportJson.Write(options));
        Assert.Equal(options, ReportJson.ReadOptions(Options));
    }

    static string Json(string text) => text.Replace('\'', '"');
}
