using System.Collections.Concurrent;

namespace Abaca.Drivers.CephFs;

/// <summary>
/// Sections of this process by the identity that they use. <c>ceph auth caps</c> replaces all that an identity may do, so what is advised for
/// one section must hold what the others need, or following the advice breaks them.
/// </summary>
sealed class IdentityUsers
{
    readonly ConcurrentDictionary<string, CephFsOptions> sections = new(StringComparer.Ordinal);

    /// <summary>Adds a section, in the place of an older one of the same name.</summary>
    public void Add(string section, CephFsOptions options) => sections[section] = options;

    /// <summary>What the identity of these options needs for all sections that use it on the same cluster.</summary>
    public CephCaps CapsFor(CephFsOptions options) => sections.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => one.Value)
        .Where(other => IsSameIdentity(other, options)).Aggregate(options.Caps, (caps, other) => caps.With(other.Caps));

    static bool IsSameIdentity(CephFsOptions one, CephFsOptions other) =>
        (one.AuthId, one.ClusterName) == (other.AuthId, other.ClusterName) && Path.GetFullPath(one.ConfigFile) == Path.GetFullPath(other.ConfigFile);
}
