using System.Text;

namespace Abaca.Server.Doctor;

/// <summary>What <c>abaca doctor</c> prints.</summary>
public static class HealthReportText
{
    /// <summary>Columns that line up: verdict, check, where; what was seen; and below each what to do.</summary>
    public static string Table(HealthReport report)
    {
        var text = new StringBuilder();
        var check = report.Findings.Select(f => f.Check.Length).DefaultIfEmpty().Max();
        var indent = new string(' ', "warning".Length + 2 + check + 2);
        foreach (var (name, finding) in report.Findings)
        {
            text.Append(Word(finding.Health).PadRight("warning".Length + 2)).Append(name.PadRight(check + 2))
                .Append(OneLine(finding.Where)).Append(": ").Append(OneLine(finding.What)).Append('\n');
            if (finding.Remedy is { } remedy) text.Append(indent).Append("-> ").AppendJoin($"\n{indent}   ", Lines(remedy)).Append('\n');
        }
        text.Append('\n').Append(Count(report, Health.Problem, "problem")).Append(", ").Append(Count(report, Health.Warning, "warning"))
            .Append(", ").Append(report.Count(Health.Ok)).Append(" ok\n");
        return text.ToString();
    }

    /// <summary>An array of objects: check, health, where, what, remedy.</summary>
    public static string Json(HealthReport report) => Data.Json.Indented(json =>
    {
        json.WriteStartArray();
        foreach (var (check, finding) in report.Findings)
        {
            json.WriteStartObject();
            json.WriteString("check", check);
            json.WriteString("health", Word(finding.Health));
            json.WriteString("where", finding.Where);
            json.WriteString("what", finding.What);
            json.WriteString("remedy", finding.Remedy);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    static string Word(Health health) => health switch
    {
        Health.Ok => "ok",
        Health.Warning => "warning",
        _ => "problem",
    };

    static string Count(HealthReport report, Health health, string what)
    {
        var count = report.Count(health);
        return count == 1 ? $"1 {what}" : $"{count} {what}s";
    }

    // Lines for a file, as those for sudo, have to be lines when they are pasted.
    static IEnumerable<string> Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
