using Abaca.Server.Scheduling;
using Abaca.Server.Scheduling.Expressions;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Abaca.Tests.Unit.Scheduling;

public sealed class SchedulerProperties
{
    static readonly string[] Protocols = ["NFS", "CIFS", "NFS_CIFS"];

    readonly Scheduler _scheduler = Sample.Scheduler();

    static Gen<PoolState> Pools =>
        from number in Gen.Choose(0, 9999)
        from total in Gen.Choose(0, 200)
        from free in Gen.Choose(0, 200)
        from reserved in Gen.Choose(0, 30)
        from ratio in Gen.Choose(0, 40)
        from promised in Gen.Choose(0, 300)
        from flags in Gen.Choose(0, 63)
        select Sample.Pool(
            $"n{number % 3}@b{number % 7}#p{number}",
            total: (flags & 32) != 0 && number % 5 == 0 ? null : total,
            free: number % 11 == 0 ? null : Math.Min(free, total),
            options: new PoolOptions { BackendName = $"b{number % 7}", ReservedPercent = reserved, MaxOverSubscriptionRatio = ratio / 10.0 },
            use: new PoolUse(promised, promised),
            report: r => r with
            {
                ThinProvisioning = (flags & 1) != 0,
                SnapshotSupport = (flags & 2) != 0,
                Capabilities = new Dictionary<string, object> { ["storage_protocol"] = Protocols[number % 3] },
            },
            service: s => s with
            {
                AvailabilityZone = (flags & 4) != 0 ? "nova" : "west",
                IsUp = (flags & 24) != 0,
                IsEnabled = (flags & 8) != 0 || number % 2 == 0,
            });

    static Gen<PlacementRequest> Requests =>
        from size in Gen.Choose(1, 120)
        from zone in Gen.Elements<string?>(null, "nova", "west")
        from snapshots in Gen.Elements<string?>(null, "True", "False")
        from thin in Gen.Elements<string?>(null, "<is> True", "<is> False")
        from protocol in Gen.Elements("NFS", "CIFS")
        select Sample.WithSpecs([.. Specs(("snapshot_support", snapshots), ("thin_provisioning", thin))]) with
        {
            SizeGib = size, AvailabilityZone = zone, Protocol = protocol,
        };

    static IEnumerable<(string, string)> Specs(params (string Key, string? Value)[] specs) =>
        specs.Where(s => s.Value is not null).Select(s => (s.Key, s.Value!));

    static Arbitrary<(PlacementRequest Request, PoolState[] Pools)> Cases =>
        Requests.SelectMany(request => Pools.ArrayOf(), (request, pools) => (request, pools)).ToArbitrary();

    [Fact]
    public void No_filter_would_refuse_the_choice_and_every_pool_has_its_verdict() => Prop.ForAll(Cases, given =>
    {
        var filters = new SchedulingPolicies(new ExpressionCache()).Filters(new SchedulerOptions().DefaultFilters);
        return _scheduler.Choose(given.Request, given.Pools) switch
        {
            Placement.Chosen chosen => chosen.Ranking.Count + chosen.Refusals.Count == given.Pools.Length
                && chosen.Ranking.All(ranked => ranked.Pool.Service is { IsUp: true, IsEnabled: true }
                    && filters.All(f => f.For(given.Request)?.Invoke(ranked.Pool) is null)),
            Placement.Impossible no => no.Refusals.Count == given.Pools.Length && no.Refusals.All(r => r.Reason.Length > 0),
            _ => false,
        };
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Weights_are_scaled_to_0_to_1_and_the_ranking_descends() => Prop.ForAll(Cases, given =>
    {
        if (_scheduler.Choose(given.Request, given.Pools) is not Placement.Chosen chosen) return true;
        return chosen.Ranking.All(r => r.Scores.All(s => s.Scaled is >= 0 and <= 1))
            && chosen.Ranking.Zip(chosen.Ranking.Skip(1)).All(pair => pair.First.Weight >= pair.Second.Weight);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void A_pool_that_does_not_fit_changes_nothing_wherever_it_stands() => Prop.ForAll(Cases, given =>
    {
        var unfit = Sample.Pool("n@unfit#p", total: 100, free: 0, options: new PoolOptions { BackendName = "unfit", MaxOverSubscriptionRatio = 0 });
        var middle = given.Pools.Length / 2;
        var more = given.Pools.Take(middle).Append(unfit).Concat(given.Pools.Skip(middle)).ToArray();
        return (_scheduler.Choose(given.Request, given.Pools), _scheduler.Choose(given.Request, more)) switch
        {
            (Placement.Chosen before, Placement.Chosen after) => before.Ranking.Select(r => (r.Pool, r.Weight))
                .SequenceEqual(after.Ranking.Select(r => (r.Pool, r.Weight))),
            (Placement.Impossible, Placement.Impossible) => true,
            _ => false,
        };
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void A_burst_of_creates_never_overbooks_a_pool()
    {
        var burst = from sizes in Gen.Choose(1, 30).ArrayOf(100)
                    from pools in Pools.ArrayOf(4)
                    from request in Requests
                    select (sizes, pools, request: request with { AvailabilityZone = null });
        Prop.ForAll(burst.ToArbitrary(), given =>
        {
            var before = given.pools.DistinctBy(p => p.Host).ToDictionary(p => p.Host);
            var now = new Dictionary<string, PoolState>(before);
            foreach (var size in given.sizes)
            {
                if (_scheduler.Choose(given.request with { SizeGib = size }, [.. now.Values]) is not Placement.Chosen chosen) continue;
                now[chosen.Pool.Host] = chosen.Pool.After(size);
            }
            return now.Values.All(after => KeepsItsLimits(before[after.Host], after, given.request));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
    }

    // Written anew from the rules, not from the code: what was added fits what was there.
    static bool KeepsItsLimits(PoolState before, PoolState after, PlacementRequest request)
    {
        var added = after.Use.PromisedGib - before.Use.PromisedGib;
        if (added == 0 || before.ReportedFreeGib is not { } free) return true;
        if (before.TotalGib is not { } total) return added <= free;
        var wantsThick = request.ExtraSpecs.GetValueOrDefault("thin_provisioning") == "<is> False";
        return before.IsThin && !wantsThick
            ? after.Use.PromisedGib <= total * before.MaxOverSubscriptionRatio + 1e-6
            : added <= free - total * before.ReservedPercent(PlacementKind.Create) / 100.0 + 1e-6;
    }

    [Fact]
    public void A_hundred_creates_over_four_equal_pools_fill_them_evenly_and_no_further()
    {
        var pools = Enumerable.Range(0, 4).Select(i => Sample.Pool($"n@b#p{i}", total: 25, free: 25)).ToDictionary(p => p.Host);
        for (var i = 0; i < 100; i++)
        {
            var chosen = Sample.Chosen(_scheduler.Choose(Sample.Create(1), [.. pools.Values]));
            pools[chosen.Pool.Host] = chosen.Pool.After(1);
        }
        Assert.All(pools.Values, p => Assert.Equal(25, p.Use.PromisedGib));
        Sample.Impossible(_scheduler.Choose(Sample.Create(1), [.. pools.Values]));
    }
}
