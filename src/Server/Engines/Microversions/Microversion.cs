namespace Abaca.Server.Microversions;

/// <summary>
/// One step of the API's history: how clients below it differ. Everything inside the service speaks the newest version;
/// what an older client gets is derived from these declarations alone.
/// </summary>
/// <param name="minor">The N of 2.N.</param>
public abstract class Microversion(int minor)
{
    /// <summary>The version that brought the change.</summary>
    public ApiVersion Version { get; } = new(minor);

    /// <summary>Declares the change.</summary>
    public abstract void Describe(Change change);
}

/// <summary>Named differences of behaviour that no shape can express. A use case asks for them by name.</summary>
public enum Behaviour
{
    /// <summary>2.9: export locations are a resource of their own.</summary>
    ExportLocationsApart,
    /// <summary>2.13: rules for cephx identities.</summary>
    CephxRules,
    /// <summary>2.23: pools can be asked for by share type.</summary>
    PoolsOfType,
    /// <summary>2.24: types say themselves whether snapshots and shares from them are offered; creation from a snapshot asks the type.</summary>
    ExplicitSnapshotSupport,
    /// <summary>2.28: a rule has a state of its own and may be added while others are in error.</summary>
    RuleStates,
    /// <summary>2.31: who deletes a share of a group names the group.</summary>
    SharesInGroups,
    /// <summary>2.36: names and descriptions can be searched by part.</summary>
    LikeFilters,
    /// <summary>2.38: IPv6 clients.</summary>
    Ipv6Rules,
    /// <summary>2.47: export locations of secondary replicas are hidden.</summary>
    OnlyActiveReplicaExports,
    /// <summary>2.48: the type's availability zones bind the request.</summary>
    ZonesOfType,
    /// <summary>2.67: the hint only_host.</summary>
    OnlyHostHint,
    /// <summary>2.74: rules may change while an instance is in error.</summary>
    RulesDespiteBrokenInstances,
}
