using System.Text;

namespace Abaca.Tests.Server.Golden;

/// <summary>Answers at many versions, told once per range of versions that answer alike. The last range has no end: a new version changes only what it changes.</summary>
static class VersionRanges
{
    /// <summary>The text.</summary>
    /// <param name="who">The caller.</param>
    /// <param name="answers">Each is that of its version and of those up to the next one.</param>
    public static string Text(string who, IReadOnlyList<(int Minor, string Text)> answers)
    {
        var text = new StringBuilder();
        for (var first = 0; first < answers.Count;)
        {
            var last = first;
            while (last + 1 < answers.Count && answers[last + 1].Text == answers[first].Text) last++;
            var until = last + 1 < answers.Count ? $"to 2.{answers[last + 1].Minor - 1}" : "on";
            text.Append($"{who} 2.{answers[first].Minor} {until}\n  {answers[first].Text.ReplaceLineEndings(" ")}\n");
            first = last + 1;
        }
        return text.ToString();
    }
}
