namespace Abaca.Server.Services;

/// <summary>The one writer of availability zones. They come into being when a service names one, and stay.</summary>
public sealed class ZoneStore(Db db, TimeProvider clock)
{
    static readonly Columns<Zone> Columns = new(c => new Zone(
        c.Text("id", z => z.Id), c.Text("name", z => z.Name), c.Moment("created_at", z => z.CreatedAt), c.MomentOrNull("updated_at", z => z.UpdatedAt)));

    /// <summary>Name of a zone given by name or id, or null when there is none.</summary>
    public ValueTask<string?> Named(string nameOrId, CancellationToken ct = default) =>
        db.Text($"SELECT name FROM availability_zones WHERE name = {nameOrId} OR id = {nameOrId}", ct);

    /// <summary>Every zone, oldest first.</summary>
    public ValueTask<List<Zone>> All(CancellationToken ct = default) =>
        db.Query(Columns, $"FROM availability_zones ORDER BY created_at, id", ct);

    /// <summary>Makes a zone known.</summary>
    internal async Task Ensure(Tx tx, string name, CancellationToken ct)
    {
        if (await tx.Any($"FROM availability_zones WHERE name = {name}", ct)) return;
        await tx.Execute(Columns.Insert("availability_zones", new Zone(Guid.NewGuid().ToString(), name, clock.GetUtcNow(), null)), ct);
    }
}
