using System.Collections;

namespace Abaca.Server.Scheduling;

/// <summary>What capability values are and mean: truth values, numbers, texts, lists of those, nested objects.</summary>
static class Capabilities
{
    /// <summary>Manila's word for a capacity that a backend cannot tell.</summary>
    public const string Unknown = "unknown";

    /// <summary>Capabilities of a pool that stay the same from one report to the next: keys as the pools API shows them.</summary>
    public static Dictionary<string, object?> Reported(
        PoolService service, BackendReport report, PoolReport pool, PoolOptions options)
    {
        var known = FromDriver(report, pool);
        foreach (var (name, value) in pool.Capabilities) known[name] = Plain(value);
        FromOptions(known, options);
        known["pool_name"] = pool.Name;
        known["total_capacity_gb"] = Gib(pool.TotalGib);
        known["timestamp"] = service.ReportedAt?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        return known;
    }

    static Dictionary<string, object?> FromDriver(BackendReport report, PoolReport pool) => new(StringComparer.Ordinal)
    {
        ["vendor_name"] = report.VendorName,
        ["driver_version"] = report.DriverVersion,
        ["storage_protocol"] = report.StorageProtocol,
        ["thin_provisioning"] = pool.ThinProvisioning,
        ["snapshot_support"] = pool.SnapshotSupport,
        ["create_share_from_snapshot_support"] = pool.CreateShareFromSnapshotSupport,
        ["revert_to_snapshot_support"] = pool.RevertToSnapshotSupport,
        ["mount_snapshot_support"] = pool.MountSnapshotSupport,
        ["mount_point_name_support"] = pool.MountPointNameSupport,
        ["ipv4_support"] = pool.Ipv4Support,
        ["ipv6_support"] = pool.Ipv6Support,
        ["qos"] = false,
        ["dedupe"] = false,
        ["compression"] = false,
        ["snapshot_inherit_share_access_support"] = false,
        ["replication_type"] = null,
        ["replication_domain"] = null,
        ["sg_consistent_snapshot_support"] = null,
        ["security_service_update_support"] = false,
        ["network_allocation_update_support"] = false,
        ["share_server_multiple_subnet_support"] = false,
        ["share_replicas_migration_support"] = false,
        ["encryption_support"] = null,
        ["qos_type_support"] = false,
        ["filter_function"] = null,
        ["goodness_function"] = null,
    };

    // What an operator wrote wins over what the driver suggests.
    static void FromOptions(Dictionary<string, object?> known, PoolOptions options)
    {
        var reserved = options.ReservedPercent;
        known["share_backend_name"] = options.BackendName;
        known["driver_handles_share_servers"] = options.HandlesShareServers;
        known["reserved_percentage"] = reserved;
        known["reserved_snapshot_percentage"] = OrElse(options.ReservedFromSnapshotPercent, reserved);
        known["reserved_share_extend_percentage"] = OrElse(options.ReservedExtendPercent, reserved);
        known["max_over_subscription_ratio"] = options.MaxOverSubscriptionRatio;
        known["filter_function"] = options.FilterFunction ?? known["filter_function"];
        known["goodness_function"] = options.GoodnessFunction ?? known["goodness_function"];
        known["replication_domain"] = options.ReplicationDomain ?? known["replication_domain"];
        // Without a domain there is nobody to replicate with.
        if (known["replication_domain"] is not string { Length: > 0 }) known["replication_type"] = null;
    }

    static int OrElse(int percent, int otherwise) => percent == 0 ? otherwise : percent;

    /// <summary>A capacity as the wire shows it: a number, or "unknown".</summary>
    public static object Gib(double? gib) => gib is { } known && double.IsFinite(known) ? known : Unknown;

    /// <summary>Whether a capability is true: itself, or one element of its list.</summary>
    public static bool IsTrue(object? value) => value switch
    {
        bool truth => truth,
        string text => Truth.Of(text),
        IEnumerable many => many.Cast<object?>().Any(IsTrue),
        _ => false,
    };

    // Numbers that JSON has no form for would break the pools API.
    static object? Plain(object? value) => value switch
    {
        double number => double.IsFinite(number) ? number : Unknown,
        float number => float.IsFinite(number) ? (double)number : Unknown,
        string or bool or int or long or decimal or null => value,
        IReadOnlyDictionary<string, object> nested => nested.ToDictionary(e => e.Key, e => Plain(e.Value), StringComparer.Ordinal),
        IEnumerable many => many.Cast<object?>().Select(Plain).ToArray(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
