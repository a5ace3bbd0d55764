using System.Collections.Frozen;

namespace Abaca.Server.Data;

/// <summary>What differs between engines in migrations: the words for a few column types. Queries are the same for all.</summary>
public sealed class Dialect
{
    readonly FrozenDictionary<string, string> tokens;

    Dialect(string name, Dictionary<string, string> tokens, string tables)
    {
        Name = name;
        TableNames = Sql.Raw(tables);
        this.tokens = tokens.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>SQLite. Tables are STRICT, so that a wrong type is an error here as on the other engines.</summary>
    public static Dialect Sqlite { get; } = new("sqlite", new()
    {
        ["id"] = "TEXT",
        ["name"] = "TEXT",
        ["text"] = "TEXT",
        ["json"] = "TEXT",
        ["long"] = "INTEGER",
        ["flag"] = "INTEGER",
        ["moment"] = "INTEGER",
        ["serial"] = "INTEGER PRIMARY KEY AUTOINCREMENT",
        ["fraction"] = "REAL",
        ["bytes"] = "BLOB",
        ["table"] = "STRICT",
        ["clustered"] = "STRICT, WITHOUT ROWID",
    }, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name");

    /// <summary>The engine's name.</summary>
    public string Name { get; }

    /// <summary>A query for the names of all tables.</summary>
    public Sql TableNames { get; }

    /// <summary>Replaces the <c>{tokens}</c> of a migration by this engine's words.</summary>
    /// <exception cref="FormatException">A token is unknown or has no end.</exception>
    public string Translate(string script)
    {
        var parts = script.Split('{');
        for (var i = 1; i < parts.Length; i++)
        {
            var end = parts[i].IndexOf('}', StringComparison.Ordinal);
            if (end < 0) throw new FormatException("A token of a migration has no closing brace.");
            var token = parts[i][..end];
            if (!tokens.TryGetValue(token, out var word))
            {
                throw new FormatException($"'{{{token}}}' is no token of migrations; there are: {string.Join(' ', tokens.Keys.Order(StringComparer.Ordinal))}.");
            }
            parts[i] = word + parts[i][(end + 1)..];
        }
        return string.Concat(parts);
    }
}
