using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

/// <summary>Addresses that clients mount from, as options of all drivers have them.</summary>
public sealed class ExportAddressTests
{
    [Theory]
    [InlineData("192.0.2.1", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("::ffff:192.0.2.1", true)]
    [InlineData("1", false)]
    [InlineData("0x7f.1", false)]
    [InlineData("192.0.2", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1%eth0", false)]
    [InlineData("[2001:db8::1]", false)]
    [InlineData("192.0.2.1 (rw)", false)]
    [InlineData("", false)]
    public void It_is_one_whole_address(string text, bool good)
    {
        if (good) Assert.NotNull(OptionForms.ExportAddress("ips", text));
        else Assert.Contains("clients can mount from", Assert.Throws<OptionException>(() => OptionForms.ExportAddress("ips", text)).Problem, StringComparison.Ordinal);
    }
}
