namespace Abaca.Server.Scheduling;

/// <summary>How much a request needs and which promises it accepts: the arithmetic of Manila's capacity filter and weigher.</summary>
sealed class CapacityNeed
{
    readonly PlacementKind _kind;
    readonly int _sizeGib;
    readonly bool _typeAllowsThin;

    /// <summary>Reads the request once.</summary>
    public CapacityNeed(PlacementRequest request)
    {
        (_kind, _sizeGib) = (request.Kind, request.SizeGib);
        var specs = request.ExtraSpecs;
        _typeAllowsThin = !(specs.TryGetValue("thin_provisioning", out var thin)
            || specs.TryGetValue("capabilities:thin_provisioning", out thin)) || Truth.OfSpec(thin!);
    }

    /// <summary>Why the pool has no room, or null when it has.</summary>
    public string? Refusal(PoolState pool)
    {
        var reserved = pool.ReservedPercent(_kind);
        if (pool.ReportedFreeGib is null) return null;
        if (pool.TotalGib is not { } total) return OfUnknownTotal(pool.UnpromisedGib!.Value, reserved);
        if (total <= 0) return $"its total capacity is {Gibs.Words(total)}";
        return UsesThinLogic(pool) ? OfThin(pool, total, reserved) : OfThick(pool, total, reserved);
    }

    /// <summary>What would be left to promise, rounded down; null when the pool's capacity is unknown.</summary>
    public double? Room(PoolState pool)
    {
        if (pool is not { TotalGib: { } total, UnpromisedGib: { } unpromised }) return null;
        var kept = Kept(total, pool.ReservedPercent(_kind));
        return UsesThinLogic(pool)
            ? Math.Floor(total * pool.MaxOverSubscriptionRatio - pool.ProvisionedGib - kept)
            : Math.Floor(unpromised - kept);
    }

    bool UsesThinLogic(PoolState pool) => _typeAllowsThin && pool.IsThin;

    string? OfUnknownTotal(double free, int reserved)
    {
        if (reserved != 0) return $"{reserved} % is reserved of a total that is unknown";
        return _sizeGib <= free ? null : $"needs {Gibs.Words(_sizeGib)}, {Gibs.Words(free)} free";
    }

    string? OfThick(PoolState pool, double total, int reserved)
    {
        var free = pool.UnpromisedGib!.Value - Kept(total, reserved);
        return Math.Floor(free) >= _sizeGib ? null : Short(free, reserved);
    }

    // Free space is taken as measured here: what was promised since takes space only when it is written to, and the
    // sum of promises has its own limit.
    string? OfThin(PoolState pool, double total, int reserved)
    {
        var ratio = pool.MaxOverSubscriptionRatio;
        if (ratio < 1) return $"max_over_subscription_ratio {ratio} is below 1";
        if ((pool.ProvisionedGib + _sizeGib) / total > ratio)
        {
            return $"needs {Gibs.Words(_sizeGib)}, {Gibs.Words(pool.ProvisionedGib)} of at most {Gibs.Words(total * ratio)} "
                + $"are promised ({ratio} times {Gibs.Words(total)})";
        }
        var free = pool.ReportedFreeGib!.Value - Kept(total, reserved);
        return Math.Floor(free) * ratio >= _sizeGib ? null : Short(free, reserved) + $", over-subscribed {ratio} times";
    }

    string Short(double free, int reserved) =>
        $"needs {Gibs.Words(_sizeGib)}, {Gibs.Words(free)} free" + (reserved == 0 ? "" : $" after {reserved} % reserved");

    // In this order of multiplying, 7 % of 100 is exactly 7.
    static double Kept(double total, int reserved) => total * reserved / 100;
}
