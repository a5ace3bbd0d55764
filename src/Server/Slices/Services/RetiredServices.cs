namespace Abaca.Server.Services;

/// <summary>What keeps a service from being removed.</summary>
/// <param name="Shares">How many shares live there, replicas and copies among them.</param>
/// <param name="Names">Names and ids of the first of them.</param>
/// <param name="Groups">How many share groups are bound to it.</param>
/// <param name="IsUp">It gives signs of life.</param>
public sealed record ServiceBonds(long Shares, IReadOnlyList<string> Names, long Groups, bool IsUp)
{
    /// <summary>Nothing does.</summary>
    public bool None => Shares == 0 && Groups == 0 && !IsUp;
}

/// <summary>Removes the services of backends that will not come back, with what is known of their pools.</summary>
public sealed class RetiredServices(Db db, ServiceSettings settings, TimeProvider work)
{
    const int Named = 10;

    static readonly Columns<string> Names = new(c => $"{c.TextOrNull("s.name") ?? "(no name)"} {c.Text("s.id")}");

    /// <summary>Removes a service, unless it is up or something lives there.</summary>
    /// <param name="host">Host, or <c>host@backend</c>.</param>
    /// <param name="binary">See <see cref="ServiceBinary"/>.</param>
    /// <param name="ct">Cancellation.</param>
    /// <returns>What kept it from being removed; null when there is no such service.</returns>
    public Task<ServiceBonds?> Remove(string host, string binary, CancellationToken ct) => db.Transaction(async tx =>
    {
        if (await tx.First(ServiceStore.Columns, $"FROM services WHERE host = {host} AND service_binary = {binary}", ct) is not { } service) return null;
        var bonds = binary == ServiceBinary.Share ? await Bonds(tx, host, ct) : new ServiceBonds(0, [], 0, false);
        bonds = bonds with { IsUp = service.IsUp(work.GetUtcNow(), settings.DownAfter) };
        if (!bonds.None) return bonds;
        await tx.Execute($"DELETE FROM services WHERE host = {host} AND service_binary = {binary}", ct);
        if (binary != ServiceBinary.Share) return bonds;
        await tx.Execute($"DELETE FROM backend_reports WHERE host = {host}", ct);
        await tx.Execute($"DELETE FROM pool_uses WHERE host > {host + "#"} AND host < {host + "$"}", ct);
        return bonds;
    }, ct);

    // A pool is written host@backend#pool; $ is the sign behind #.
    static async Task<ServiceBonds> Bonds(Tx tx, string host, CancellationToken ct)
    {
        var (from, to) = (host + "#", host + "$");
        var shares = await tx.Number($"SELECT COUNT(*) FROM share_instances WHERE host = {host} OR (host >= {from} AND host < {to})", ct);
        var names = await tx.Query(
            Names,
            $"""
             FROM share_instances i JOIN shares s ON s.id = i.share_id
             WHERE i.host = {host} OR (i.host >= {from} AND i.host < {to}) ORDER BY s.id LIMIT {Named}
             """, ct);
        return new ServiceBonds(shares, names, await tx.Number($"SELECT COUNT(*) FROM share_groups WHERE host = {host} OR (host >= {from} AND host < {to})", ct), false);
    }
}
