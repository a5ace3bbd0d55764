namespace Abaca.Server.Scheduling;

/// <summary>
/// What our own rows hold of a pool, in GiB. The difference of the two is what was given out but cannot be in the
/// backend's free space yet; without it a burst of requests would land on the same free space.
/// </summary>
/// <param name="PromisedGib">Sizes of all share instances placed on the pool, whatever their status, counted now.</param>
/// <param name="InPlaceGib">
/// The part of that sum which the backend had carried out when it made the report in use: count instances that were
/// ready before the report began. Counting too few is safe, counting too many is not.
/// </param>
public readonly record struct PoolUse(double PromisedGib, double InPlaceGib)
{
    /// <summary>Given out, and not yet seen by the backend's report.</summary>
    public double PendingGib => Math.Max(0, PromisedGib - InPlaceGib);

    /// <summary>With another <paramref name="gib"/> GiB given out.</summary>
    public PoolUse Plus(double gib) => this with { PromisedGib = PromisedGib + gib };
}
