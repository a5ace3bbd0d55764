namespace Abaca.Server.Services;

/// <summary>The moment before a backend is asked for a report, and what its pools had in place then.</summary>
/// <param name="ServiceHost"><c>host@backend</c>.</param>
/// <param name="BegunAt">When.</param>
/// <param name="Pools">What the ledger said of each pool.</param>
public sealed record ReportStart(string ServiceHost, DateTimeOffset BegunAt, IReadOnlyList<PoolInPlace> Pools);

/// <summary>What the ledger said of one pool.</summary>
/// <param name="Host"><c>host@backend#pool</c>.</param>
/// <param name="InPlaceGib">GiB that the backend had carried out.</param>
/// <param name="FreedGib">GiB that ever left the pool after being in place: only grows.</param>
public sealed record PoolInPlace(string Host, long InPlaceGib, long FreedGib);
