using System.Text;
using System.Text.Json;
using Abaca.DriverSdk;
using Abaca.Server.Scheduling;

namespace Abaca.Server.Services;

/// <summary>Backend reports and pool options as they lie in their columns.</summary>
static class ReportJson
{
    /// <summary>A report as column text. Numbers that JSON has no form for become unknown.</summary>
    public static string Write(BackendReport report) => Text(json =>
    {
        json.WriteStartObject();
        json.WriteString("vendor_name"u8, report.VendorName);
        json.WriteString("driver_version"u8, report.DriverVersion);
        json.WriteString("storage_protocol"u8, report.StorageProtocol);
        json.WriteStartArray("pools"u8);
        foreach (var pool in report.Pools) Write(json, pool);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>Options as column text.</summary>
    public static string Write(PoolOptions options) => Text(json =>
    {
        json.WriteStartObject();
        json.WriteString("backend_name"u8, options.BackendName);
        json.WriteBoolean("handles_share_servers"u8, options.HandlesShareServers);
        json.WriteNumber("reserved"u8, options.ReservedPercent);
        json.WriteNumber("reserved_from_snapshot"u8, options.ReservedFromSnapshotPercent);
        json.WriteNumber("reserved_extend"u8, options.ReservedExtendPercent);
        json.WriteNumber("max_over_subscription_ratio"u8, options.MaxOverSubscriptionRatio);
        json.WriteString("filter_function"u8, options.FilterFunction);
        json.WriteString("goodness_function"u8, options.GoodnessFunction);
        json.WriteString("replication_domain"u8, options.ReplicationDomain);
        json.WriteEndObject();
    });

    /// <summary>A report from its column.</summary>
    public static BackendReport ReadReport(string text)
    {
        using var document = JsonDocument.Parse(text);
        var json = document.RootElement;
        return new BackendReport(
            json.GetProperty("vendor_name"u8).GetString()!, json.GetProperty("driver_version"u8).GetString()!,
            json.GetProperty("storage_protocol"u8).GetString()!, [.. json.GetProperty("pools"u8).EnumerateArray().Select(ReadPool)]);
    }

    /// <summary>Options from their column.</summary>
    public static PoolOptions ReadOptions(string text)
    {
        using var document = JsonDocument.Parse(text);
        var json = document.RootElement;
        return new PoolOptions
        {
            BackendName = json.GetProperty("backend_name"u8).GetString()!,
            HandlesShareServers = json.GetProperty("handles_share_servers"u8).GetBoolean(),
            ReservedPercent = json.GetProperty("reserved"u8).GetInt32(),
            ReservedFromSnapshotPercent = json.GetProperty("reserved_from_snapshot"u8).GetInt32(),
            ReservedExtendPercent = json.GetProperty("reserved_extend"u8).GetInt32(),
            MaxOverSubscriptionRatio = json.GetProperty("max_over_subscription_ratio"u8).GetDouble(),
            FilterFunction = json.GetProperty("filter_function"u8).GetString(),
            GoodnessFunction = json.GetProperty("goodness_function"u8).GetString(),
            ReplicationDomain = json.GetProperty("replication_domain"u8).GetString(),
        };
    }

    static void Write(Utf8JsonWriter json, PoolReport pool)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, pool.Name);
        WriteGib(json, "total_gib", pool.TotalGib);
        WriteGib(json, "free_gib", pool.FreeGib);
        WriteGib(json, "provisioned_gib", pool.ProvisionedGib);
        json.WriteBoolean("thin_provisioning"u8, pool.ThinProvisioning);
        json.WriteBoolean("snapshot_support"u8, pool.SnapshotSupport);
        json.WriteBoolean("create_share_from_snapshot_support"u8, pool.CreateShareFromSnapshotSupport);
        json.WriteBoolean("revert_to_snapshot_support"u8, pool.RevertToSnapshotSupport);
        json.WriteBoolean("mount_snapshot_support"u8, pool.MountSnapshotSupport);
        json.WriteBoolean("mount_point_name_support"u8, pool.MountPointNameSupport);
        json.WriteBoolean("ipv4_support"u8, pool.Ipv4Support);
        json.WriteBoolean("ipv6_support"u8, pool.Ipv6Support);
        json.WritePropertyName("capabilities"u8);
        CapabilityJson.Write(json, pool.Capabilities);
        json.WriteEndObject();
    }

    static PoolReport ReadPool(JsonElement json) => new(json.GetProperty("name"u8).GetString()!, Gib(json, "total_gib"), Gib(json, "free_gib"))
    {
        ProvisionedGib = Gib(json, "provisioned_gib"),
        ThinProvisioning = json.GetProperty("thin_provisioning"u8).GetBoolean(),
        SnapshotSupport = json.GetProperty("snapshot_support"u8).GetBoolean(),
        CreateShareFromSnapshotSupport = json.GetProperty("create_share_from_snapshot_support"u8).GetBoolean(),
        RevertToSnapshotSupport = json.GetProperty("revert_to_snapshot_support"u8).GetBoolean(),
        MountSnapshotSupport = json.GetProperty("mount_snapshot_support"u8).GetBoolean(),
        MountPointNameSupport = json.GetProperty("mount_point_name_support"u8).GetBoolean(),
        Ipv4Support = json.GetProperty("ipv4_support"u8).GetBoolean(),
        Ipv6Support = json.GetProperty("ipv6_support"u8).GetBoolean(),
        Capabilities = CapabilityJson.ReadMap(json.GetProperty("capabilities"u8)),
    };

    static void WriteGib(Utf8JsonWriter json, string name, double? gib)
    {
        if (gib is { } known && double.IsFinite(known)) json.WriteNumber(name, known);
        else json.WriteNull(name);
    }

    static double? Gib(JsonElement json, string name) =>
        json.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    static string Text(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) write(json);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
