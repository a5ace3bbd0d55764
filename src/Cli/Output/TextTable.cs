namespace Abaca.Cli;

/// <summary>Writes rows as columns that line up, two spaces between them; numbers to the right.</summary>
static class TextTable
{
    /// <summary>Writes a table.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="titles">The head; null for none.</param>
    /// <param name="rows">The cells; every row as long as the others.</param>
    /// <param name="numeric">Which columns hold numbers.</param>
    public static void Write(TextWriter output, IReadOnlyList<string>? titles, IReadOnlyList<IReadOnlyList<string>> rows, IReadOnlyList<bool> numeric)
    {
        IReadOnlyList<IReadOnlyList<string>> all = titles is null ? rows : [titles, .. rows];
        var widths = Enumerable.Range(0, numeric.Count).Select(column => all.Max(row => DisplayText.Width(row[column]))).ToArray();
        foreach (var row in all)
            output.WriteLine(string.Join("  ", row.Select((cell, column) => Padded(cell, widths[column], numeric[column]))).TrimEnd());
    }

    static string Padded(string cell, int width, bool right)
    {
        var space = new string(' ', Math.Max(0, width - DisplayText.Width(cell)));
        return right ? space + cell : cell + space;
    }
}
