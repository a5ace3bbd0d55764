using System.Collections.Frozen;

namespace Abaca.Server.ShareTypes;

/// <summary>The extra specs that Manila, or Abaca itself, knows by name: which values they take, and that tenants may see them.</summary>
static class KnownSpecs
{
    /// <summary>The one spec that every type must have.</summary>
    public const string HandlesShareServers = "driver_handles_share_servers";

    /// <summary>Whether snapshots can be taken: true by default for clients older than 2.24.</summary>
    public const string SnapshotSupport = "snapshot_support";

    /// <summary>Zones that bind the type, separated by commas.</summary>
    public const string Zones = "availability_zones";

    /// <summary>Abilities that are false when they are not set.</summary>
    public static readonly IReadOnlyList<string> Abilities =
    [
        SnapshotSupport, "create_share_from_snapshot_support", "revert_to_snapshot_support", "mount_snapshot_support",
        "snapshot_inherit_share_access_support",
    ];

    static readonly FrozenDictionary<string, Func<string, string?>> Problems = new Dictionary<string, Func<string, string?>>
    {
        [HandlesShareServers] = NotFlag,
        [SnapshotSupport] = NotFlag,
        ["create_share_from_snapshot_support"] = NotFlag,
        ["revert_to_snapshot_support"] = NotFlag,
        ["mount_snapshot_support"] = NotFlag,
        ["snapshot_inherit_share_access_support"] = NotFlag,
        ["mount_point_name_support"] = NotFlag,
        ["replication_type"] = value => NotOneOf(value, "readable", "writable", "dr"),
        ["encryption_support"] = value => NotOneOf(value, "share", "share_server"),
        [Zones] = value => value.Split(',').Any(string.IsNullOrWhiteSpace) ? "it is a list of zone names separated by commas, none of them empty." : null,
        ["provisioning:min_share_size"] = NotSize,
        ["provisioning:max_share_size"] = NotSize,
        ["provisioning:max_share_extend_size"] = NotSize,
        ["provisioning:mount_point_prefix"] = _ => null,
        ["default_qos_type"] = _ => null,
        [NfsSquashWords.Spec] = value => NotOneOf(value, [.. NfsSquashWords.All]),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether tenants may see the spec.</summary>
    public static bool IsVisible(string name) => Problems.ContainsKey(name);

    /// <summary>The value as it is stored.</summary>
    /// <exception cref="ApiRefusal">400: the spec does not take it.</exception>
    public static string Stored(string name, string value)
    {
        if (Problems.TryGetValue(name, out var problemOf) && problemOf(value) is { } problem) throw Refusals.BadField(name, problem);
        return name == Zones ? string.Join(",", value.Split(',', StringSplitOptions.TrimEntries)) : value;
    }

    static string? NotFlag(string value) =>
        Flags.Parse(value.Trim() is var text && text.StartsWith("<is>", StringComparison.Ordinal) ? text[4..] : text) is null
            ? "it is neither true nor false." : null;

    static string? NotOneOf(string value, params string[] allowed) =>
        allowed.Contains(value, StringComparer.Ordinal) ? null : $"'{value}' is not one of {string.Join(", ", allowed)}.";

    static string? NotSize(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var gib) && gib >= 1
            ? null : "it is a whole number of GiB, at least 1.";
}
