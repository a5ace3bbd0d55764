using Abaca.DriverSdk;
using Abaca.Drivers.CephFs;
using Abaca.Drivers.Rados;
using Abaca.Drivers.Zfs;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

/// <summary>Trouble that stays until somebody does something is refused at once; trouble that may pass is tried again.</summary>
public sealed class ForGoodTests
{
    [Theory]
    [InlineData("cannot create 'tank/a': pool is read-only", true)]
    [InlineData("cannot set property for 'tank/a': pool is read-only", true)]
    [InlineData("cannot mount 'tank/a': legacy mountpoint\nuse mount(8) to mount this filesystem", true)]
    [InlineData("cannot mount 'tank/a': no mountpoint set", true)]
    [InlineData("cannot mount '/tank/a': failed to create mountpoint", true)]
    [InlineData("cannot mount '/tank/a': failed to create mountpoint: Read-only file system", true)]
    [InlineData("cannot create 'tank/a': invalid property 'encryption'", true)]
    [InlineData("cannot create 'tank/a': 'compression' must be one of 'on | off | lzjb'", true)]
    [InlineData("cannot create 'tank/a': operation not supported on this type of pool", true)]
    [InlineData("cannot set property for 'tank/a': pool and or dataset must be upgraded to set this property or value", true)]
    [InlineData("cannot create 'tank/a': no such pool 'tank'", true)]
    [InlineData("cannot create 'tank/a/b': parent does not exist", true)]
    [InlineData("cannot open 'tank/a': dataset does not exist", false)]
    [InlineData("cannot create 'tank/a': permission denied", true)]
    [InlineData("sudo: a password is required", true)]
    [InlineData("Sorry, user manila is not allowed to execute '/sbin/zfs list' as root on nas.", true)]
    [InlineData("cannot create 'tank/a': out of space", true)]
    [InlineData("cannot destroy 'tank/a': dataset is busy", false)]
    [InlineData("cannot unmount '/tank/a': pool or dataset is busy", false)]
    [InlineData("cannot open 'tank': pool I/O is currently suspended", false)]
    [InlineData("cannot open 'tank/a': I/O error", false)]
    [InlineData("internal error: out of memory", false)]
    public void Of_ZFS(string said, bool forGood)
    {
        var run = new CommandResult(new Command(["zfs", "x"], TimeSpan.FromSeconds(1)), CommandEnd.Exited, 1, "", said + "\n");
        var end = ZfsWords.Stop(run, "making the share").End;
        Assert.Equal(forGood, end is DriverResult.Refused);
        Assert.Contains(said.Split('\n')[0], end is DriverResult.Refused no ? no.Why.Text : ((DriverResult.Unclear)end).Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CommandEnd.TimedOut)]
    [InlineData(CommandEnd.ConnectionLost)]
    [InlineData(CommandEnd.Incomplete)]
    public void A_run_that_did_not_come_to_its_end_may_succeed_again_whatever_it_said(CommandEnd end)
    {
        var run = new CommandResult(new Command(["zfs", "x"], TimeSpan.FromSeconds(1)), end, -1, "", "permission denied, pool is read-only");
        Assert.IsType<DriverResult.Unclear>(ZfsWords.Stop(run, "making the share").End);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(13, true)]
    [InlineData(28, true)]
    [InlineData(30, true)]
    [InlineData(122, true)]
    [InlineData(4, false)]
    [InlineData(5, false)]
    [InlineData(11, false)]
    [InlineData(16, false)]
    [InlineData(110, false)]
    public void Of_CephFS(int error, bool forGood)
    {
        var end = CephWords.Explain(new RadosAnswer(RadosEnd.Answered, error, "", "the words of the cluster"), "making the share");
        Assert.Equal(forGood, end is DriverResult.Refused);
        Assert.Contains("the words of the cluster", end is DriverResult.Refused no ? no.Why.Text : ((DriverResult.Unclear)end).Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(13, true)]
    [InlineData(30, true)]
    [InlineData(95, true)]
    [InlineData(4, false)]
    [InlineData(5, false)]
    [InlineData(12, false)]
    [InlineData(16, false)]
    public void Of_the_kernel_under_Local(int error, bool forGood) =>
        Assert.Equal(forGood, Abaca.Drivers.Local.Errno.Unclear("mounting the share", error).End is DriverResult.Refused);

    [Theory]
    [InlineData("ERROR: unable to open /x: Read-only file system", true)]
    [InlineData("mount: /x: permission denied.", true)]
    [InlineData("mount: /x: /dev/loop0 already mounted or mount point busy.", false)]
    [InlineData("ERROR: open_ctree failed", false)]
    public void Of_a_program_under_Local(string said, bool forGood)
    {
        var run = new CommandResult(new Command(["mkfs.btrfs", "x"], TimeSpan.FromSeconds(1)), CommandEnd.Exited, 1, "", said);
        Assert.Equal(forGood, Abaca.Drivers.Local.Errno.Of(run).End is DriverResult.Refused);
    }
}
