namespace Abaca.Server.Data.Migrations;

/// <summary>All migrations that a binary knows, numbered from 1 without gaps.</summary>
public sealed class MigrationSet
{
    const string Prefix = "migrations/";

    /// <summary>Puts them in order.</summary>
    /// <exception cref="FormatException">A number is missing or there twice.</exception>
    public MigrationSet(IEnumerable<Migration> migrations)
    {
        All = [.. migrations.OrderBy(m => m.Number)];
        for (var i = 0; i < All.Count; i++)
        {
            if (All[i].Number != i + 1) throw new FormatException($"Migration {i + 1} is missing or there twice, before {All[i]}.");
        }
    }

    /// <summary>In order; number n is at index n - 1.</summary>
    public IReadOnlyList<Migration> All { get; }

    /// <summary>The files of <c>Data/Migrations</c>, as built into this assembly.</summary>
    public static MigrationSet Embedded()
    {
        var assembly = typeof(MigrationSet).Assembly;
        return new MigrationSet(assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return Migration.Of(name[Prefix.Length..], reader.ReadToEnd());
            }));
    }
}
