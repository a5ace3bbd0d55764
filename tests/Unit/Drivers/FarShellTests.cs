using Abaca.Drivers.Ssh;
using Abaca.DriverSdk;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

public sealed class FarShellTests
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    readonly LocalCommandRunner runner = new(TimeProvider.System);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Words that a shell would like to do something with.</summary>
    static Gen<string> Words => Gen.OneOf(
            Gen.Elements("'", "\"", "\\", "$", "`", "$(id)", "!", "\n", " ", "*", "~", "#", ";", "&", "|", "<", ">", "(", ")", "=", "-", "%", "{", "}", "é", "€", "𝄞"),
            Gen.Choose(1, 126).Select(code => ((char)code).ToString()))
        .ListOf().Select(string.Concat);

    [Fact]
    public void A_real_shell_hands_every_quoted_argument_on_as_it_was()
    {
        // A shell for a thousand arguments at a time: starting one is what takes time.
        var lists = Prop.ForAll(Words.ListOf(1000).ToArbitrary(), list =>
        {
            var line = "printf '%s\\0' " + string.Join(' ', list.Select(FarShell.Quote));
            var run = runner.Run(new Command(["sh", "-c", line], Long), Ct).GetAwaiter().GetResult();
            return run.Output.Split('\0')[..^1].SequenceEqual(list);
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(20), lists);
    }

    [Fact]
    public async Task The_whole_line_runs_the_program_and_marks_its_end()
    {
        string[] arguments = ["sh", "-c", "printf '%s|' \"$@\"; echo words >&2; exit 7", "-", "it's", "", "$HOME"];
        var run = await runner.Run(new Command(["sh", "-c", FarShell.Line("mark ", arguments)], Long), Ct);
        Assert.Equal(("it's||$HOME|", 7), FarShell.Ending("mark ", run.Output));
        Assert.Equal(("words\n", 7), FarShell.Ending("mark ", run.Error));
        Assert.Equal(7, run.ExitCode);
    }

    [Theory]
    [InlineData("", "", null)]
    [InlineData("words", "words", null)]
    [InlineData("words<255", "words", 255)]
    [InlineData("<0", "", 0)]
    [InlineData("<", "<", null)]
    [InlineData("a<12 later words", "a later words", 12)]
    public void An_end_without_a_status_is_no_end(string error, string words, int? status) =>
        Assert.Equal((words, status), FarShell.Ending("<", error));

    [Fact]
    public void A_zero_byte_cannot_be_quoted() => Assert.Throws<ArgumentException>(() => FarShell.Quote("a\0b"));
}
