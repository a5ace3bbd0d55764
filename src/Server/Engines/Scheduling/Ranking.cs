namespace Abaca.Server.Scheduling;

/// <summary>Orders pools by the sum of their weighers' scores.</summary>
sealed class Ranking(SchedulerOptions options, IReadOnlyList<IPoolWeigher> weighers)
{
    /// <summary>Best first; equals keep their order.</summary>
    public IReadOnlyList<RankedPool> Of(PlacementRequest request, IReadOnlyList<PoolState> pools)
    {
        var scores = new WeigherScore[pools.Count][];
        for (var i = 0; i < scores.Length; i++) scores[i] = new WeigherScore[weighers.Count];
        for (var w = 0; w < weighers.Count; w++) Score(w, request, pools, scores);
        // OrderByDescending is stable, which the order of equals relies on.
        return [.. pools.Select((pool, i) => new RankedPool(pool, scores[i].Sum(s => s.Scaled * s.Multiplier), scores[i]))
            .OrderByDescending(ranked => ranked.Weight)];
    }

    void Score(int w, PlacementRequest request, IReadOnlyList<PoolState> pools, WeigherScore[][] scores)
    {
        var weigher = weighers[w];
        var multiplier = weigher.Multiplier(options);
        var values = new double[pools.Count];
        if (weigher.For(request, options) is { } scale)
        {
            for (var i = 0; i < values.Length; i++) values[i] = scale(pools[i]);
        }
        var scaled = Scaled(values);
        for (var i = 0; i < values.Length; i++)
        {
            scores[i][w] = new WeigherScore(weigher.Name, values[i], scaled[i], multiplier);
        }
    }

    /// <summary>Values brought to 0 (least) to 1 (most), all 0 when they are equal; infinities count as one step beyond the others.</summary>
    internal static double[] Scaled(IReadOnlyList<double> values)
    {
        var finite = values.Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
        var (least, most) = (finite.Min(), finite.Max());
        if (values.Contains(double.NegativeInfinity)) least -= 1;
        if (values.Contains(double.PositiveInfinity)) most += 1;
        var range = most - least;
        var allEqual = range == 0 || values.All(v => v.Equals(values[0]));
        return [.. values.Select(v => allEqual ? 0 : (Math.Clamp(v, least, most) - least) / range)];
    }
}
