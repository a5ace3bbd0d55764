using System.Text;
using Abaca.Server.Http;
using Xunit;

namespace Abaca.Tests.Unit.Http;

/// <summary>What the edge takes for text.</summary>
public sealed class ValidTextTests
{
    [Theory]
    [InlineData("""{"a":"b"}""")]
    [InlineData("""{"🦙":"\ud83e\udd99"}""")]
    [InlineData("""{"a":"\uD83E\uDD99\ud83e\udd99"}""")]
    [InlineData("""{"a":"\\ud83e"}""")]
    [InlineData("""{"a":"\\\\ud83e"}""")]
    [InlineData("""{"a":"\u00e9\u0000\n\""}""")]
    [InlineData("""{"a":"\ud7ff\ue000"}""")]
    [InlineData("""{"a":"\""")]
    [InlineData("\\")]
    [InlineData("\\u")]
    [InlineData("\\ud8")]
    [InlineData("")]
    public void Whole_characters_are_text(string json) => Assert.True(ValidText.IsJson(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("""{"a":"\ud83e"}""")]
    [InlineData("""{"\uDD99":1}""")]
    [InlineData("""{"a":"\ud83e\ud83e"}""")]
    [InlineData("""{"a":"\ud83ex\udd99"}""")]
    [InlineData("""{"a":"\ud83e\n\udd99"}""")]
    [InlineData("""{"a":"\\\ud83e"}""")]
    [InlineData("\"\\ud83e\\")]
    [InlineData("\"\\ud83e\\u")]
    public void Half_characters_are_none(string json) => Assert.False(ValidText.IsJson(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Broken_UTF_8_is_no_text()
    {
        Assert.False(ValidText.IsJson([(byte)'"', 0xC3, 0x28, (byte)'"']));
        Assert.False(ValidText.IsJson([(byte)'"', 0xED, 0xA0, 0x80, (byte)'"']));
    }

    [Theory]
    [InlineData("/v2/shares", true)]
    [InlineData("/v2/shares?name=%F0%9F%A6%99", true)]
    [InlineData("/v2/shares?name=100%", true)]
    [InlineData("/v2/shares?name=%zz", true)]
    [InlineData("/v2/shares?name=%00", true)]
    [InlineData("/v2/%FF", false)]
    [InlineData("/v2/shares?name=%C3%28", false)]
    [InlineData("/v2/shares?name=%C3", false)]
    [InlineData("/v2/shares?name=%ED%A0%80", false)]
    public void An_address_is_text_when_its_escapes_are(string target, bool text) => Assert.Equal(text, ValidText.IsAddress(target));
}
