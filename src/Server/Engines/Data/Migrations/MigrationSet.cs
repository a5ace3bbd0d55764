namespace Abaca.Server.Data.Migrations;

/// <summary>All migrations that a binary knows, numbered without gaps.</summary>
public sealed class MigrationSet
{
    const string Prefix = "migrations/", ServerPrefix = "server-migrations/";

    /// <summary>Puts them in order.</summary>
    /// <exception cref="FormatException">A number is missing or there twice.</exception>
    public MigrationSet(IEnumerable<Migration> migrations)
    {
        All = [.. migrations.OrderBy(m => m.Number)];
        First = All is [var first, ..] ? first.Number : 1;
        for (var i = 0; i < All.Count; i++)
        {
            if (All[i].Number != First + i) throw new FormatException($"Migration {First + i} is missing or there twice, before {All[i]}.");
        }
    }

    /// <summary>The number of the first: 1, or where databases of a server begin.</summary>
    public int First { get; }

    /// <summary>In order; number n is at index n - <see cref="First"/>.</summary>
    public IReadOnlyList<Migration> All { get; }

    /// <summary>The files of <c>Data/Migrations</c>, as built into this assembly: those of SQLite, from the first release on.</summary>
    public static MigrationSet Embedded() => new(Read(Prefix));

    /// <summary>Those that an engine runs. A server begins with all that SQLite had come to before servers were supported, in one script.</summary>
    public static MigrationSet For(Dialect dialect)
    {
        if (!dialect.IsServer) return Embedded();
        var beginning = Read(ServerPrefix).ToList();
        return new MigrationSet([.. beginning, .. Read(Prefix).Where(m => m.Number > beginning[0].Number)]);
    }

    static IEnumerable<Migration> Read(string prefix)
    {
        var assembly = typeof(MigrationSet).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return Migration.Of(name[prefix.Length..], reader.ReadToEnd());
        }
    }
}
