namespace Abaca.Server.Scheduling;

/// <summary>
/// Chooses pools for share groups: one that every share type of the group finds good, and that takes snapshots as consistently as the
/// group's specs ask for. Pure, as the <see cref="Scheduler"/> behind it.
/// </summary>
public sealed class GroupScheduler(Scheduler scheduler)
{
    /// <summary>Group spec: how consistent snapshots of the group's shares must be with each other (<c>pool</c>, <c>host</c>).</summary>
    public const string ConsistencySpec = "consistent_snapshot_support";

    /// <summary>The capability that the spec is compared with.</summary>
    public const string ConsistencyCapability = "sg_consistent_snapshot_support";

    /// <summary>Every pool that will do, in the order of the first share type's ranking, or why none will.</summary>
    /// <param name="ofTypes">One request for each share type; at least one.</param>
    /// <param name="specs">Specs of the group type.</param>
    /// <param name="pools">The pools.</param>
    public Placement Choose(
        IReadOnlyList<PlacementRequest> ofTypes, IReadOnlyDictionary<string, string> specs, IReadOnlyList<PoolState> pools)
    {
        var refusals = new List<PoolRefusal>();
        IReadOnlyList<RankedPool>? ranking = null;
        foreach (var request in ofTypes)
        {
            var placement = scheduler.Choose(request, pools);
            if (placement is not Placement.Chosen chosen) return placement;
            refusals.AddRange(chosen.Refusals);
            var good = chosen.Ranking.Select(r => r.Pool.Host).ToHashSet(StringComparer.Ordinal);
            ranking = ranking is null ? chosen.Ranking : [.. ranking.Where(r => good.Contains(r.Pool.Host))];
            if (ranking.Count == 0) return new Placement.Impossible(MessageDetail.FilterCapabilities, "ShareTypesOfGroup", refusals);
        }
        if (ranking is null) throw new ArgumentException("A group has at least one share type.", nameof(ofTypes));
        return specs.TryGetValue(ConsistencySpec, out var wanted) ? Consistent(ranking, wanted, refusals) : new Placement.Chosen(ranking, refusals);
    }

    static Placement Consistent(IReadOnlyList<RankedPool> ranking, string wanted, List<PoolRefusal> refusals)
    {
        const string Filter = "ConsistentSnapshotFilter";
        var left = new List<RankedPool>();
        foreach (var ranked in ranking)
        {
            var offered = ConsistencyOf(ranked.Pool);
            if (offered == wanted) left.Add(ranked);
            else refusals.Add(new PoolRefusal(ranked.Pool.Host, Filter, $"{ConsistencySpec} is {offered ?? "not offered"}, {wanted} is asked for"));
        }
        return left.Count > 0 ? new Placement.Chosen(left, refusals) : new Placement.Impossible(MessageDetail.FilterCapabilities, Filter, refusals);
    }

    /// <summary>How consistent snapshots of a group on the pool are with each other, or null.</summary>
    public static string? ConsistencyOf(PoolState pool) =>
        pool.TryGet(ConsistencyCapability, out var value) && value is string { Length: > 0 } text ? text : null;
}
