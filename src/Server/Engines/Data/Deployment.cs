namespace Abaca.Server.Data;

/// <summary>
/// This database as backends know it: the first part of every mark of ownership. Made once, with the database; a copy or a restored
/// backup of it is the same deployment.
/// </summary>
/// <param name="Id">A uuid.</param>
public sealed record Deployment(string Id)
{
    const int TheOne = 1;

    static readonly Columns<Deployment> Columns = new(c => new Deployment(c.Text("id")));

    /// <summary>Reads it, and makes it where it is not yet.</summary>
    /// <param name="db">The database, up to date.</param>
    /// <param name="clock">The time.</param>
    /// <param name="known">The id that a database without one goes on with: that of its state directory; null for a new one.</param>
    /// <param name="ct">Cancellation.</param>
    public static async Task<Deployment> Of(Db db, TimeProvider clock, string? known = null, CancellationToken ct = default) => await Read(db, ct) ?? await db.Transaction(async tx =>
    {
        await tx.Execute(
            $"INSERT INTO deployment (one, id, created_at) VALUES ({TheOne}, {known ?? Guid.NewGuid().ToString()}, {clock.GetUtcNow()}) ON CONFLICT (one) DO NOTHING", ct);
        return (await Read(tx, ct))!;
    }, ct);

    /// <summary>Reads it; null when the service has not started with this database yet.</summary>
    public static ValueTask<Deployment?> Read(IQueries at, CancellationToken ct = default) => at.First(Columns, $"FROM deployment WHERE one = {TheOne}", ct);

    /// <summary>As <see cref="Read"/>, in a database that may be older than deployments have ids.</summary>
    public static async ValueTask<Deployment?> Find(Db db, CancellationToken ct = default) =>
        (await db.Texts(db.Dialect.TableNames, ct)).Contains("deployment") ? await Read(db, ct) : null;
}
