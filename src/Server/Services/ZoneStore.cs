using Abaca.Server.Data;

namespace Abaca.Server.Services;

/// <summary>The one writer of availability zones. They come into being when a service names one, and stay.</summary>
public sealed class ZoneStore(Db db, TimeProvider clock) : IZones
{
    /// <inheritdoc/>
    public ValueTask<string?> Named(string nameOrId, CancellationToken ct = default) =>
        db.First<string>($"SELECT name FROM availability_zones WHERE name = {nameOrId} OR id = {nameOrId}", r => r.Text(0), ct);

    /// <summary>Every zone, oldest first.</summary>
    public ValueTask<List<Zone>> All(CancellationToken ct = default) => db.Query(
        $"SELECT id, name, created_at, updated_at FROM availability_zones ORDER BY created_at, id",
        r => new Zone(r.Text(0), r.Text(1), r.Moment(2), r.MomentOrNull(3)), ct);

    /// <summary>Makes a zone known.</summary>
    internal async Task Ensure(Tx tx, string name, CancellationToken ct)
    {
        if (await tx.Number($"SELECT COUNT(*) FROM availability_zones WHERE name = {name}", ct) > 0) return;
        await tx.Execute(
            $"INSERT INTO availability_zones (id, name, created_at) VALUES ({Guid.NewGuid().ToString()}, {name}, {clock.GetUtcNow()})", ct);
    }
}
