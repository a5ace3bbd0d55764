using Abaca.Server.Configuration;
using Xunit;

namespace Abaca.Tests.Unit.Configuration;

public class IniFileTests
{
    [Theory]
    [InlineData("key = value", "value")]
    [InlineData("key: value", "value")]
    [InlineData("key=a:b", "a:b")]
    [InlineData("key: a=b", "a=b")]
    [InlineData("key = 'quoted  '", "quoted  ")]
    [InlineData("key = \"quoted\"", "quoted")]
    [InlineData("key = \"half", "\"half")]
    [InlineData("key = '", "")]
    [InlineData("key =", "")]
    [InlineData("key = a # b ; c", "a # b ; c")]
    [InlineData("key = one\n  two\n\tthree", "one\ntwo\nthree")]
    [InlineData("key = one\n\n", "one")]
    [InlineData("key = one  \r\n two\r\n", "one\ntwo")]
    [InlineData("key = ünïcode", "ünïcode")]
    public void A_line_means_what_oslo_config_makes_of_it(string line, string value)
    {
        var file = IniFile.Parse("f", "[DEFAULT]\n" + line);
        Assert.Empty(file.Findings);
        var only = Assert.Single(file.Assignments);
        Assert.Equal(new OptionName("DEFAULT", "key"), only.Option);
        Assert.Equal(value, only.Value);
        Assert.Equal(new Place("f", 2), only.Place);
    }

    [Theory]
    [InlineData("# comment")]
    [InlineData("; comment")]
    [InlineData("")]
    [InlineData("\n\n[Other]")]
    public void Comments_blank_lines_and_headings_hold_no_value(string text)
    {
        var file = IniFile.Parse("f", text);
        Assert.Empty(file.Findings);
        Assert.Empty(file.Assignments);
    }

    [Theory]
    [InlineData("[DEFAULT]\n  lost", "f:2: error: [DEFAULT]: the line is indented, but there is no value above it to continue; remove the blanks before it")]
    [InlineData("[DEFAULT]\na = 1\n\n  lost", "f:4: error: [DEFAULT]: the line is indented, but there is no value above it to continue; remove the blanks before it")]
    [InlineData("[DEFAULT\n", "f:1: error: line: the line is a section heading without an end; close it with ]")]
    [InlineData("[]", "f:1: error: line: the line is a section heading without a name; write a name between [ and ]")]
    [InlineData("[DEFAULT]\nhunter2", "f:2: error: [DEFAULT]: the line is neither a heading, a comment nor key = value; write key = value, or # in front of it")]
    [InlineData("[DEFAULT]\n= hunter2", "f:2: error: [DEFAULT]: the line has no key; write a name before the =")]
    [InlineData("early = hunter2", "f:1: error: early: stands before any section; put a line [DEFAULT] above it")]
    public void A_line_that_means_nothing_is_reported_without_its_text(string text, string report)
    {
        var found = Assert.Single(IniFile.Parse("f", text).Findings);
        Assert.Equal(report, found.ToString());
        Assert.DoesNotContain("hunter2", found.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Sections_are_compared_without_case_except_DEFAULT()
    {
        var file = IniFile.Parse("f", "[Quota]\na = 1\n[default]\nb = 2\n[DEFAULT]\nc = 3");
        Assert.Equal(["quota", "default", "DEFAULT"], file.Assignments.Select(one => one.Option.Section));
    }
}
