using System.Collections.Frozen;

namespace Abaca.Server.ShareTypes;

/// <summary>All share types and grants as of one moment.</summary>
public sealed class ShareTypeCatalog
{
    readonly FrozenDictionary<string, ShareType> byId;
    readonly FrozenDictionary<string, ShareType> byName;
    readonly FrozenSet<ShareTypeGrant> granted;

    /// <summary>Puts the rows in order.</summary>
    internal ShareTypeCatalog(IReadOnlyList<ShareType> types, IReadOnlyList<ShareTypeGrant> grants, DateTimeOffset readAt)
    {
        Types = types;
        ReadAt = readAt;
        byId = types.ToFrozenDictionary(t => t.Id, StringComparer.Ordinal);
        byName = types.ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);
        granted = grants.ToFrozenSet();
    }

    /// <summary>Every type, oldest first.</summary>
    public IReadOnlyList<ShareType> Types { get; }

    /// <summary>When the rows were read.</summary>
    public DateTimeOffset ReadAt { get; }

    /// <summary>A type by id, or null.</summary>
    public ShareType? ById(string id) => byId.GetValueOrDefault(id);

    /// <summary>A type by id, else by name, or null.</summary>
    public ShareType? Named(string nameOrId) => byId.GetValueOrDefault(nameOrId) ?? byName.GetValueOrDefault(nameOrId);

    /// <summary>Whether the type is public or granted to the project.</summary>
    public bool MayUse(ShareType type, string projectId) => type.IsPublic || granted.Contains(new ShareTypeGrant(type.Id, projectId));

    /// <summary>Projects that a type was granted to, sorted.</summary>
    public IReadOnlyList<string> ProjectsOf(string typeId) =>
        [.. granted.Where(g => g.TypeId == typeId).Select(g => g.ProjectId).Order(StringComparer.Ordinal)];
}

/// <summary>A project may use a private type.</summary>
/// <param name="TypeId">The type.</param>
/// <param name="ProjectId">The project.</param>
readonly record struct ShareTypeGrant(string TypeId, string ProjectId);
