using System.Collections.Frozen;

namespace Abaca.Server.Scheduling;

/// <summary>One extra spec that pools must meet.</summary>
/// <param name="Key">As in the share type.</param>
/// <param name="Wanted">The requirement in the spec language.</param>
sealed record ExtraSpecRequirement(string Key, string Wanted)
{
    const string Scope = "capabilities:";

    // Manila stores these without an operator and compares them as truth values.
    static readonly FrozenSet<string> Booleans = new[]
    {
        "driver_handles_share_servers", "snapshot_support", "create_share_from_snapshot_support", "revert_to_snapshot_support",
        "mount_snapshot_support", "snapshot_inherit_share_access_support",
    }.ToFrozenSet(StringComparer.Ordinal);

    readonly string[] _path = (Key.StartsWith(Scope, StringComparison.Ordinal) ? Key[Scope.Length..] : Key).Split(':');
    readonly Predicate<object?> _meets = ExtraSpecMatch.Of(Wanted);

    /// <summary>The specs of a share type that speak of pools: unscoped ones and those of scope <c>capabilities</c>.</summary>
    public static IReadOnlyList<ExtraSpecRequirement> Of(IReadOnlyDictionary<string, string> specs) =>
    [
        .. specs.Where(spec => SpeaksOfPools(spec.Key)).Select(spec => new ExtraSpecRequirement(spec.Key, Prefixed(spec.Key, spec.Value))),
    ];

    /// <summary>The requirements of a request: its type's specs, the protocol when the type names none, without the backend's name where another backend may serve.</summary>
    public static IReadOnlyList<ExtraSpecRequirement> Of(PlacementRequest request)
    {
        var mayMove = request.SnapshotHost is not null || request.ReplicaHosts.Count > 0;
        IEnumerable<ExtraSpecRequirement> wanted = Of(request.ExtraSpecs);
        if (mayMove) wanted = wanted.Where(w => w._path is not ["share_backend_name"]);
        var all = wanted.ToList();
        if (request.Protocol is { Length: > 0 } protocol && !all.Any(w => w._path is ["storage_protocol"]))
        {
            all.Add(new ExtraSpecRequirement("storage_protocol", $"<in> {protocol}"));
        }
        if (request.ExtraSpecs.ContainsKey("default_qos_type")) all.Add(new ExtraSpecRequirement("qos_type_support", "<is> true"));
        return all;
    }

    /// <summary>Whether the pool meets it; <paramref name="found"/> is what the pool has, null for nothing.</summary>
    public bool MetBy(PoolState pool, out object? found)
    {
        pool.TryGet(_path[0], out found);
        for (var i = 1; i < _path.Length; i++)
        {
            found = found is IReadOnlyDictionary<string, object?> nested ? nested.GetValueOrDefault(_path[i]) : null;
        }
        return _meets(found);
    }

    static bool SpeaksOfPools(string key) =>
        key is not ("availability_zones" or "capabilities:availability_zones" or "default_qos_type" or "capabilities:default_qos_type")
        && (!key.Contains(':', StringComparison.Ordinal) || key.StartsWith(Scope, StringComparison.Ordinal));

    static string Prefixed(string key, string value) =>
        Booleans.Contains(key) && !value.StartsWith("<is>", StringComparison.Ordinal) ? $"<is> {value}" : value;
}
