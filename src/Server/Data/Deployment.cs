namespace Abaca.Server.Data;

/// <summary>
/// This database as backends know it: the first part of every mark of ownership. Made once, with the database; a copy or a restored
/// backup of it is the same deployment.
/// </summary>
/// <param name="Id">A uuid.</param>
public sealed record Deployment(string Id)
{
    const int TheOne = 1;

    /// <summary>Reads it, and makes it where it is not yet.</summary>
    public static async Task<Deployment> Of(Db db, TimeProvider clock, CancellationToken ct = default) => await Read(db, ct) ?? await db.Transaction(async tx =>
    {
        await tx.Execute(
            $"INSERT INTO deployment (one, id, created_at) VALUES ({TheOne}, {Guid.NewGuid().ToString()}, {clock.GetUtcNow()}) ON CONFLICT (one) DO NOTHING", ct);
        return (await tx.First($"SELECT id FROM deployment WHERE one = {TheOne}", row => new Deployment(row.Text(0)), ct))!;
    }, ct);

    /// <summary>Reads it; null when the service has not started with this database yet.</summary>
    public static ValueTask<Deployment?> Read(Db db, CancellationToken ct = default) =>
        db.First($"SELECT id FROM deployment WHERE one = {TheOne}", row => new Deployment(row.Text(0)), ct);
}
