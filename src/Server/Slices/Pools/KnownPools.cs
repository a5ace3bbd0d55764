namespace Abaca.Server.Pools;

/// <summary>
/// Pools and database know each other: the database keeps the identity of each backend's pools, and a pool that can, the deployment that it
/// belongs to. Looked at before a backend starts, so that nothing is made in the place of a pool that is not there.
/// </summary>
public sealed class KnownPools(Db db, Deployment deployment, TimeProvider clock)
{
    /// <summary>Why the backend must not be started; null when it may.</summary>
    /// <param name="serviceHost"><c>host@backend</c>.</param>
    /// <param name="driver">Its driver, started or not.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<string?> Problem(string serviceHost, IShareDriver driver, CancellationToken ct)
    {
        if (driver is not IPoolIdentity looking) return null;
        if (await IsAdopted(serviceHost, ct)) return null;
        switch (await looking.LookAtPools(ct))
        {
            case DriverResult<IReadOnlyList<PoolSight>>.Refused no: return no.Why.Text;
            case DriverResult<IReadOnlyList<PoolSight>>.Done seen: return await Problem(serviceHost, seen.Value, ct);
            default: return null; // the start itself says best why it cannot be reached
        }
    }

    /// <summary>After a start: what was found is what is known from now on.</summary>
    public async Task<string?> Keep(string serviceHost, IShareDriver driver, CancellationToken ct)
    {
        if (driver is not IPoolIdentity looking) return null;
        if (await Problem(serviceHost, driver, ct) is { } problem) return problem; // what could not be seen before the start can be now
        var adopted = await IsAdopted(serviceHost, ct);
        if (await looking.LookAtPools(ct) is not DriverResult<IReadOnlyList<PoolSight>>.Done { Value: var seen }) return null; // the next start keeps it
        foreach (var one in seen.Where(one => one.Identity is null || (adopted && one.Deployment is not null)))
            if (await looking.MarkPool(one.Name, deployment.Id, ct) is DriverResult.Refused no) return no.Why.Text;
        if (await looking.LookAtPools(ct) is not DriverResult<IReadOnlyList<PoolSight>>.Done { Value: var now }) return null;
        await db.Transaction(async tx =>
        {
            await tx.Execute($"DELETE FROM pool_adoptions WHERE host = {serviceHost}", ct);
            foreach (var one in now.Where(one => one.Identity is not null))
            {
                await tx.Execute($"DELETE FROM known_pools WHERE host = {HostOf(serviceHost, one)} AND identity <> {one.Identity}", ct);
                await tx.Execute(
                    $"INSERT INTO known_pools (host, identity, noted_at) VALUES ({HostOf(serviceHost, one)}, {one.Identity}, {clock.GetUtcNow()}) ON CONFLICT (host) DO NOTHING", ct);
            }
        }, ct);
        return null;
    }

    /// <summary>The backend's next start takes whatever pool it finds.</summary>
    public static Task Adopt(Db db, string serviceHost, TimeProvider clock, CancellationToken ct) => db.Transaction(
        tx => tx.Execute($"INSERT INTO pool_adoptions (host, asked_at) VALUES ({serviceHost}, {clock.GetUtcNow()}) ON CONFLICT (host) DO NOTHING", ct), ct);

    async Task<string?> Problem(string serviceHost, IReadOnlyList<PoolSight> seen, CancellationToken ct)
    {
        var judgement = new PoolJudgement(deployment.Id, serviceHost[(serviceHost.IndexOf('@', StringComparison.Ordinal) + 1)..]);
        foreach (var one in seen)
        {
            var host = HostOf(serviceHost, one);
            var known = await db.Text($"SELECT identity FROM known_pools WHERE host = {host}", ct);
            var settled = known is null && one.Instances is not null
                ? await db.Texts($"SELECT id FROM share_instances WHERE host = {host} AND status = {"available"}", ct)
                : [];
            if (judgement.Of(one, known, settled) is { } problem) return problem;
        }
        return null;
    }

    async Task<bool> IsAdopted(string serviceHost, CancellationToken ct) =>
        await db.Any($"FROM pool_adoptions WHERE host = {serviceHost}", ct);

    static string HostOf(string serviceHost, PoolSight pool) => $"{serviceHost}#{pool.Name}";
}
