using Abaca.Server.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Abaca.Tests.Unit.Hosting;

public sealed class RepetitionTests
{
    readonly FakeTime time = new();
    readonly Repetitions repetitions;

    public RepetitionTests() => repetitions = new Repetitions(time);

    LogLine Line(string text = "the host does not answer", LogLevel level = LogLevel.Warning) => new(time.GetUtcNow(), level, "abaca.zfs", null, text);

    [Fact]
    public void The_same_trouble_is_told_once_and_then_counted_and_spaced_out()
    {
        var told = new List<string>();
        for (var second = 0; second < 3600; second += 2)
        {
            if (repetitions.Pass(Line(), () => "host") is { } line) told.Add(line.Text);
            told.AddRange(repetitions.Due().Select(due => due.Text));
            time.Advance(TimeSpan.FromSeconds(2));
        }
        Assert.InRange(told.Count, 5, 8);
        Assert.Equal("the host does not answer", told[0]);
        Assert.StartsWith("the host does not answer (30 times since ", told[1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_kept_back_is_told_also_when_it_does_not_happen_again()
    {
        repetitions.Pass(Line(), () => "host");
        Assert.Null(repetitions.Pass(Line("the second time"), () => "host"));
        Assert.Empty(repetitions.Due());
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("the second time", Assert.Single(repetitions.Due()).Text);
    }

    [Fact]
    public void Other_trouble_and_what_happened_in_peace_is_told_at_once()
    {
        Assert.NotNull(repetitions.Pass(Line(), () => "host"));
        Assert.NotNull(repetitions.Pass(Line("another"), () => "another"));
        for (var i = 0; i < 3; i++) Assert.NotNull(repetitions.Pass(Line("made", LogLevel.Information), () => "made"));
    }

    [Fact]
    public void Trouble_that_has_ended_is_told_at_once_when_it_comes_back()
    {
        repetitions.Pass(Line(), () => "host");
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(repetitions.Due());
        Assert.NotNull(repetitions.Pass(Line(), () => "host"));
    }

    [Theory]
    [InlineData("one line", "one line")]
    [InlineData("first\nsecond\r\n\n  third", "first | second | third")]
    [InlineData("a\u001b[31mred", "a [31mred")]
    public void A_text_is_one_line_whatever_somebody_says(string said, string written) => Assert.Equal(written, LogLine.Flat(said));
}
