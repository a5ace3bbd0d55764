using Abaca.Server.Microversions;
using Xunit;

namespace Abaca.Tests.Unit.Microversions;

/// <summary>How the text of a version header is read.</summary>
public sealed class ApiVersionTests
{
    [Theory]
    [InlineData("2.0", 0)]
    [InlineData("2.7", 7)]
    [InlineData("2.999999", 999999)]
    public void A_version_is_two_numbers(string text, int minor)
    {
        Assert.True(ApiVersion.TryParse(text, out var version));
        Assert.Equal(minor, version.Minor);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("3.0")]
    [InlineData("20.5")]
    public void Another_major_version_is_read_but_not_served(string text)
    {
        Assert.True(ApiVersion.TryParse(text, out var version));
        Assert.False(version.IsServed);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("latest")]
    [InlineData("2")]
    [InlineData("2.")]
    [InlineData(".7")]
    [InlineData("2.01")]
    [InlineData("02.1")]
    [InlineData("0.1")]
    [InlineData("2.7 ")]
    [InlineData(" 2.7")]
    [InlineData("2.-7")]
    [InlineData("+2.7")]
    [InlineData("2.7.1")]
    [InlineData("2.٧")]
    [InlineData("2.7,2.8")]
    public void Anything_else_is_no_version(string text) => Assert.False(ApiVersion.TryParse(text, out _));

    [Fact]
    public void Versions_are_compared_by_number_not_by_text()
    {
        Assert.True(new ApiVersion(9) < new ApiVersion(10));
        Assert.True(new ApiVersion(10) >= new ApiVersion(10));
        Assert.True(new ApiVersion(10) > new ApiVersion(9));
        Assert.True(new ApiVersion(9) <= new ApiVersion(10));
    }
}
