using System.Text;

namespace Abaca.Server.Ledgers;

/// <summary>What <c>abaca quota verify</c> prints: nothing when there is nothing to say.</summary>
public static class LedgerText
{
    /// <summary>Columns that line up, numbers to the right.</summary>
    public static string Table(IReadOnlyList<LedgerDifference> differences)
    {
        if (differences.Count == 0) return "";
        List<string[]> lines = [["BOOK", "OF", "RESOURCE", "BOOKED", "ROWS"]];
        lines.AddRange(differences.Select(d => new[] { d.Ledger, d.Of, d.Resource, Digits(d.Booked), Digits(d.Rows) }));
        var widths = Enumerable.Range(0, 5).Select(column => lines.Max(line => line[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            for (var column = 0; column < 3; column++) text.Append(line[column].PadRight(widths[column] + 2));
            text.Append(line[3].PadLeft(widths[3])).Append("  ").Append(line[4].PadLeft(widths[4])).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>An array of objects: ledger, of, resource, booked, rows.</summary>
    public static string Json(IReadOnlyList<LedgerDifference> differences) => Data.Json.Indented(json =>
    {
        json.WriteStartArray();
        foreach (var difference in differences)
        {
            json.WriteStartObject();
            json.WriteString("book", difference.Ledger);
            json.WriteString("of", difference.Of);
            json.WriteString("resource", difference.Resource);
            json.WriteNumber("booked", difference.Booked);
            json.WriteNumber("rows", difference.Rows);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);
}
