using System.Text;

namespace Abaca.Tests.Server.Golden;

/// <summary>Answers at many versions, told once per range of versions that answer alike. The last range has no end: a new version changes only what it changes.</summary>
static class VersionRanges
{
    /// <summary>The text.</summary>
    public static string Text(string who, IReadOnlyList<(string Version, string Text)> answers)
    {
        var text = new StringBuilder();
        for (var first = 0; first < answers.Count;)
        {
            var last = first;
            while (last + 1 < answers.Count && answers[last + 1].Text == answers[first].Text) last++;
            var until = last + 1 < answers.Count ? $"to {answers[last].Version}" : "on";
            text.Append($"{who} {answers[first].Version} {until}\n  {answers[first].Text.ReplaceLineEndings(" ")}\n");
            first = last + 1;
        }
        return text.ToString();
    }
}
