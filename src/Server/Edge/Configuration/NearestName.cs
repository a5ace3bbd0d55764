namespace Abaca.Server.Configuration;

/// <summary>Guesses which known name a mistyped one meant.</summary>
static class NearestName
{
    /// <summary>The known name with the fewest edits, or null when none is near.</summary>
    public static string? Of(string written, IEnumerable<string> known) => known
        .Select(name => (Name: name, Edits: Edits(written.ToLowerInvariant(), name.ToLowerInvariant())))
        .Where(guess => guess.Edits <= Math.Max(1, (written.Length + 2) / 4))
        .OrderBy(guess => guess.Edits).ThenBy(guess => guess.Name, StringComparer.Ordinal)
        .Select(guess => guess.Name)
        .FirstOrDefault();

    /// Insertions, deletions and replacements that turn one into the other (Levenshtein's distance).
    static int Edits(string from, string to)
    {
        var row = new int[to.Length + 1];
        for (var i = 0; i <= to.Length; i++) row[i] = i;
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.Length];
    }
}
