using Abaca.Drivers.CephFs;
using Abaca.Drivers.Rados;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

public class CephWordsTests
{
    static DriverResult Explain(int error, string status, RadosEnd end = RadosEnd.Answered) =>
        CephWords.Explain(new RadosAnswer(end, error, "secret", status), "doing it");

    [Theory]
    [InlineData(22, "Can't resize the subvolume. The new size '4194304' would be lesser than the current used size '8388608'", MessageDetail.DriverRefusedShrink)]
    [InlineData(1, "auth ID: bob is already in use", MessageDetail.ForbiddenClient)]
    [InlineData(1, "auth ID: bob exists and not created by mgr plugin. Not allowed to modify", MessageDetail.ForbiddenClient)]
    [InlineData(2, "subvolume 's1' does not exist", MessageDetail.Unknown)]
    [InlineData(28, "No space left on device", MessageDetail.NoValidHost)]
    [InlineData(39, "subvolume 's1' has snapshots", MessageDetail.Unknown)]
    [InlineData(13, "access denied", MessageDetail.BackendNotReady)]
    public void A_final_no_is_refused_with_the_message_that_fits(int error, string status, MessageDetail detail)
    {
        var refusal = Assert.IsType<DriverResult.Refused>(Explain(error, status)).Why;
        Assert.Equal(detail, refusal.Detail);
        Assert.Contains(status, refusal.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(11, "subvolume 'c1' is not ready for operation rm")]
    [InlineData(11, "snapshot 's' has pending clones")]
    [InlineData(110, "timed out")]
    [InlineData(108, "")]
    [InlineData(95, "Module 'volumes' is not enabled/loaded (required by command 'fs subvolume ls')")]
    [InlineData(22, "Failed to evict client with auth_name=bob from mds 0/4151: no answer")]
    [InlineData(22, "Traceback (most recent call last):\n  File \"x.py\"\nOSError: [Errno 9] Bad file descriptor")]
    public void What_may_pass_is_unclear(int error, string status) => Assert.IsType<DriverResult.Unclear>(Explain(error, status));

    [Theory]
    [InlineData(RadosEnd.TimedOut)]
    [InlineData(RadosEnd.Unreachable)]
    public void No_answer_is_unclear(RadosEnd end) =>
        Assert.Contains("gave up", Assert.IsType<DriverResult.Unclear>(Explain(0, "gave up", end)).Why, StringComparison.Ordinal);

    [Fact]
    public void Missing_capabilities_are_final_and_the_command_that_gives_them_is_not_cut_off()
    {
        var words = "client.manila may not do 'fs subvolume create' (access denied). On a node with an administrator's key: "
            + CephCaps.OverGanesha("manila", "cephfs_data").Command;
        Assert.Contains(words, Assert.IsType<DriverResult.Refused>(Explain(13, words)).Why.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_way_to_serve_has_its_least_capabilities()
    {
        const string Native = "mon 'allow r, allow command \"auth get\"' mds 'allow *'";
        Assert.Equal($"ceph auth caps client.manila mgr 'allow module volumes rw' {Native}", CephCaps.Native("manila").Command);
        Assert.Equal($"mgr 'allow module volumes rw' {Native} osd 'allow rw pool=p namespace=\"\"'", CephCaps.OverGanesha("manila", "p").Arguments);
        Assert.Equal($"mgr 'allow module volumes rw, allow module nfs rw' {Native}", CephCaps.OverNfsService("manila").Arguments);
    }

    [Theory]
    [InlineData(2, "FS 'cephfs' not found", true)]
    [InlineData(2, "Volume 'cephfs' not found", true)]
    [InlineData(2, "subvolume 'x' does not exist", false)]
    [InlineData(2, "subvolume 'x' not found", false)]
    [InlineData(0, "", false)]
    public void A_mgr_that_knows_no_file_system_is_told_from_one_that_knows_no_subvolume(int error, string status, bool isNew) =>
        Assert.Equal(isNew, CephWords.IsNewcomer(new RadosAnswer(RadosEnd.Answered, error, "", status)));

    [Fact]
    public void A_traceback_is_one_line()
    {
        var why = Assert.IsType<DriverResult.Unclear>(Explain(22, "Traceback (most recent call last):\n  File \"x.py\"\nOSError: no")).Why;
        Assert.Equal("doing it: OSError: no (error 22)", why);
    }

    [Fact]
    public void What_a_command_printed_is_never_repeated() => Assert.DoesNotContain("secret", Explain(5, "trouble").ToString(), StringComparison.Ordinal);

    [Fact]
    public void An_answer_that_cannot_be_read_is_unclear_and_not_repeated()
    {
        var stopped = Assert.Throws<StoppedException>(() => CephJson.Identities("AQDsecret=="));
        Assert.IsType<DriverResult.Unclear>(stopped.End);
        Assert.DoesNotContain("secret", stopped.ToString(), StringComparison.Ordinal);
    }
}
