using System.Text.Json.Serialization;

namespace Abaca.DriverSdk;

/// <summary>A backend's pools and what they can do, as of one moment.</summary>
/// <param name="VendorName">Shown in the pool's capabilities.</param>
/// <param name="DriverVersion">Shown in the pool's capabilities.</param>
/// <param name="StorageProtocol">For example NFS, CEPHFS, NFS_CIFS.</param>
/// <param name="Pools">At least one pool.</param>
public sealed record BackendReport(string VendorName, string DriverVersion, string StorageProtocol, IReadOnlyList<PoolReport> Pools)
{
    /// <summary>What is wrong with a part of it, such as a pool that is left out; for operators, never a secret. Null: nothing.</summary>
    [JsonIgnore]
    public string? Trouble { get; init; }
}

/// <summary>One pool. Sizes are GiB with fractions; null means the backend cannot say ("unknown").</summary>
/// <param name="Name">Pool name, the part after <c>#</c>.</param>
/// <param name="TotalGib">Total capacity in GiB.</param>
/// <param name="FreeGib">Free capacity in GiB.</param>
public sealed record PoolReport(string Name, double? TotalGib, double? FreeGib)
{
    /// <summary>Sum of the sizes promised to shares in GiB; null: the service adds it up from its own rows.</summary>
    public double? ProvisionedGib { get; init; }

    /// <summary>Shares only take the space they use.</summary>
    public bool ThinProvisioning { get; init; }

    /// <summary>Snapshots can be taken.</summary>
    public bool SnapshotSupport { get; init; }

    /// <summary>Shares can be made from snapshots.</summary>
    public bool CreateShareFromSnapshotSupport { get; init; }

    /// <summary>Shares can be reverted to their latest snapshot.</summary>
    public bool RevertToSnapshotSupport { get; init; }

    /// <summary>Snapshots can be mounted.</summary>
    public bool MountSnapshotSupport { get; init; }

    /// <summary>Tenants may name their mount point.</summary>
    public bool MountPointNameSupport { get; init; }

    /// <summary>Clients reach shares over IPv4.</summary>
    public bool Ipv4Support { get; init; } = true;

    /// <summary>Clients reach shares over IPv6.</summary>
    public bool Ipv6Support { get; init; }

    /// <summary>Any further capability: a bool, a number, a string or a list of those.</summary>
    public IReadOnlyDictionary<string, object> Capabilities { get; init; } = new Dictionary<string, object>();
}
