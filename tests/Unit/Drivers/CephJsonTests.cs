using Abaca.Drivers.CephFs;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

/// <summary>Answers as Ceph 16.2.15 printed them, and what newer releases add.</summary>
public class CephJsonTests
{
    static readonly SubvolumeName Name = new("s1", null);

    [Fact]
    public void A_subvolume_is_read_with_path_quota_and_use()
    {
        var facts = CephJson.Facts("""
            {"atime":"2026-11-21 03:49:31","bytes_pcent":"0.00","bytes_quota":10485760,"bytes_used":4096,"gid":0,"mode":16877,
             "path":"/volumes/_nogroup/s1/c606042b-878c-49ec-b961-17cc27abf97e","pool_namespace":"fsvolumens_s1","state":"complete","type":"subvolume"}
            """, "cephfs", Name);
        Assert.Equal(new Subvolume("cephfs", "s1", null, "/volumes/_nogroup/s1/c606042b-878c-49ec-b961-17cc27abf97e"), facts.Place);
        Assert.Equal((true, 10485760L, 4096L, false), (facts.Ready, facts.QuotaBytes, facts.UsedBytes, facts.IsWreck));
    }

    [Theory]
    [InlineData("/volumes/_nogroup/s1", 0, true)]
    [InlineData("/volumes/_nogroup/s1", 1, false)]
    [InlineData("/volumes/_nogroup/s1/c606042b", 0, false)]
    public void Without_quota_the_limit_is_unknown_and_an_empty_directory_is_a_wreck(string path, long used, bool wreck)
    {
        var facts = CephJson.Facts($$"""{"bytes_quota":"infinite","bytes_pcent":"undefined","bytes_used":{{used}},"path":"{{path}}"}""", "cephfs", Name);
        Assert.Null(facts.QuotaBytes);
        Assert.Equal(wreck, facts.IsWreck);
    }

    [Fact]
    public void Identities_are_read_with_their_levels()
    {
        var read = CephJson.Identities("""[{"alice":"rw"},{"bob":"r"}]""");
        Assert.Equal([("alice", AccessLevel.Rw), ("bob", AccessLevel.Ro)], read.Select(one => (one.Key, one.Value)));
    }

    [Theory]
    [InlineData("""{"status":{"state":"pending","source":{"volume":"cephfs","subvolume":"s1","snapshot":"snap1"}}}""", "pending", 0, "s1", null)]
    [InlineData("""{"status":{"state":"in-progress","source":{"volume":"cephfs","subvolume":"s1","snapshot":"snap1","group":"g"}}}""", "in-progress", 50, "g/s1", null)]
    [InlineData("""{"status":{"state":"in-progress","progress_report":{"percentage cloned":"12.345%"}}}""", "in-progress", 12, null, null)]
    [InlineData("""{"status":{"state":"complete"}}""", "complete", 100, null, null)]
    [InlineData("""{"status":{"state":"failed","failure":{"errno":"122","error_msg":"Disk quota exceeded"}}}""", "failed", 0, null, "Disk quota exceeded")]
    public void A_clone_tells_how_far_it_is(string json, string state, int percent, string? source, string? failure)
    {
        var progress = CephJson.Progress(json);
        Assert.Equal((state, percent, source, failure), (progress.State, progress.Percent, progress.Source?.Subvolume.ToString(), progress.Failure));
    }

    [Fact]
    public void Clones_that_a_snapshot_waits_for_are_named()
    {
        Assert.Equal(["c1", "c2"], CephJson.PendingClones("""{"has_pending_clones":"yes","pending_clones":[{"name":"c1"},{"name":"c2","target_group":"g"}]}"""));
        Assert.Empty(CephJson.PendingClones("""{"created_at":"2026-11-21 03:51:21.048518","data_pool":"fs_data","has_pending_clones":"no"}"""));
    }

    [Fact]
    public void Monitors_are_read_without_their_nonces() => Assert.Equal(["127.0.0.1:6789", "[2001:db8::1]:6789"], CephJson.Monitors(
        """{"epoch":1,"disallowed_leaders: ":"","mons":[{"rank":0,"addr":"127.0.0.1:6789/0"},{"rank":1,"addr":"[2001:db8::1]:6789/0"}]}"""));
}
