using System.Security.Cryptography;
using System.Text;

namespace Abaca.Server.Data.Migrations;

/// <summary>
/// One step of the schema, forward only. The script is SQL with the tokens of <see cref="Dialect"/>; a statement ends with a
/// semicolon at the end of a line, and a comment has a line of its own. <c>-- only mariadb</c> keeps the next statement for that engine. Once released, a script never changes.
/// </summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="Name">What it does, in a word or two: "foundation".</param>
/// <param name="Script">The SQL.</param>
public sealed record Migration(int Number, string Name, string Script)
{
    const string Only = "-- only ";

    /// <summary>SHA-256 of the script in hexadecimal, the same on every engine and for every kind of line ending.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Script.ReplaceLineEndings("\n"))));

    /// <summary>Reads a file named <c>0001-foundation.sql</c>.</summary>
    /// <exception cref="FormatException">The name is another one.</exception>
    public static Migration Of(string fileName, string script)
    {
        var stem = Path.GetFileNameWithoutExtension(fileName);
        return stem.Length > 5 && stem[4] == '-' && int.TryParse(stem.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new Migration(number, stem[5..], script)
            : throw new FormatException($"A migration is named like 0001-foundation.sql, not '{fileName}'.");
    }

    /// <summary>Its statements in an engine's words.</summary>
    /// <exception cref="FormatException">A token is unknown.</exception>
    public IReadOnlyList<Sql> Statements(Dialect dialect)
    {
        var statements = new List<Sql>();
        var current = new StringBuilder();
        var only = dialect.Name;
        foreach (var line in Script.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()))
        {
            if (line.StartsWith(Only, StringComparison.Ordinal)) only = line[Only.Length..];
            if (line.Length == 0 || line.AsSpan().TrimStart().StartsWith("--")) continue;
            var ends = line.EndsWith(';');
            current.Append(ends ? line[..^1] : line).Append('\n');
            if (!ends) continue;
            if (only == dialect.Name) statements.Add(Sql.Raw(dialect.Translate(current.ToString().Trim())));
            only = dialect.Name;
            current.Clear();
        }
        if (current.Length > 0) throw new FormatException($"The last statement of {this} does not end with a semicolon.");
        return statements;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number:0000}-{Name}");
}
