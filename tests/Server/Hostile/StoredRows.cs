using Abaca.Server.Data;
using Xunit;

namespace Abaca.Tests.Server.Hostile;

/// <summary>Rows of the whole database in which a project's things are named, as they were at one moment.</summary>
sealed class StoredRows
{
    /// <summary>What the service writes for itself at any time.</summary>
    static readonly string[] Restless = ["services", "pools", "periodic_jobs", "reconciliations"];

    readonly Db db;
    readonly IReadOnlyList<string> marks;
    readonly string stranger;
    HashSet<string> rows = [];

    StoredRows(Db db, IReadOnlyList<string> marks, string stranger) => (this.db, this.marks, this.stranger) = (db, marks, stranger);

    /// <summary>The rows that hold one of these words and are not the stranger's.</summary>
    public static async Task<StoredRows> Of(Db db, IEnumerable<string> marks, string stranger)
    {
        var stored = new StoredRows(db, [.. marks], stranger);
        stored.rows = await stored.Read();
        return stored;
    }

    /// <summary>Each is there as it was, and none has joined them: whoever names our things in a row of his own is named there, too.</summary>
    public async Task MustStand(string after)
    {
        var now = await Read();
        var (gone, grown) = (rows.Except(now).ToList(), now.Except(rows).ToList());
        Assert.True(gone.Count + grown.Count == 0, $"{after}: gone: {string.Join('\n', gone.Take(5))}\nnew: {string.Join('\n', grown.Take(5))}");
    }

    async Task<HashSet<string>> Read()
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var table in (await db.Texts(db.Dialect.TableNames)).Where(t => !Restless.Contains(t)))
        {
            foreach (var text in await Databases.WholeRows.Of(db, table))
            {
                if (!text.Contains(stranger, StringComparison.Ordinal) && marks.Any(mark => text.Contains(mark, StringComparison.Ordinal))) found.Add($"{table}: {text}");
            }
        }
        return found;
    }
}
