using Abaca.Drivers.Gluster;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

/// <summary>What GlusterFS is told and tells, as text.</summary>
public sealed class GlusterTextTests
{
    [Theory]
    [InlineData("tenant-a", true)]
    [InlineData("CN=a.example/O=x", true)]
    [InlineData("a-", true)]
    [InlineData("", false)]
    [InlineData("-", false)]
    [InlineData("-x", false)]
    [InlineData("--log-file=/etc/cron.d/x", false)] // gluster would take it for an option of its own, as root
    [InlineData("a,b", false)]
    [InlineData("a b", false)]
    [InlineData("a\tb", false)]
    [InlineData("a\nb", false)]
    [InlineData("*", false)]
    [InlineData("a?", false)]
    [InlineData("[a]", false)]
    [InlineData("!a", false)]
    [InlineData("glusterfs-server-9", false)]
    [InlineData("manila-host-9", false)]
    public void A_tenants_name_is_one_plain_word_that_is_nobody_elses(string name, bool may) => Assert.Equal(
        may, CertificateNames.Problem(new AccessRule("1", AccessType.Cert, name, AccessLevel.Rw)) is null);

    [Theory]
    [InlineData("manila-#{size}-.*", "manila-5-a", 5)]
    [InlineData("(?P<kind>a|b)-#{size}", "b-12", 12)]
    [InlineData("(?!other)x-#{size}", "x-3", 3)] // goes back over the name, and is done in time
    [InlineData("manila-#{size}-.*", "manila-x-a", null)]
    [InlineData("manila-#{size}-.*", "no-manila-5-a", null)]
    public void A_pattern_says_which_volumes_there_are_and_how_large(string pattern, string name, int? size)
    {
        var read = VolumePattern.Parse("glusterfs_volume_pattern", pattern);
        Assert.Equal(size is not null, read.Matches(name));
        Assert.Equal(size, read.SizeIn(name));
    }

    [Fact]
    public void A_pattern_with_repetitions_inside_of_repetitions_takes_no_longer_and_one_that_does_stops_the_call_with_its_name()
    {
        var name = "manila-1-" + new string('a', 60) + "!";
        Assert.False(VolumePattern.Parse("p", "manila-#{size}-(a+)+").Matches(name));
        var stopped = Assert.Throws<StoppedException>(() => VolumePattern.Parse("p", @"manila-#{size}-(?=a)(a+)+\b\b$").Matches(name));
        Assert.Contains("glusterfs_volume_pattern", stopped.End.ToString(), StringComparison.Ordinal);
    }
}
