namespace Abaca.Server.Groups;

/// <summary>A share group type, as stored: which share types a group may hold, and what its pool must offer.</summary>
/// <param name="Id">Id (uuid).</param>
/// <param name="Name">Unique name.</param>
/// <param name="IsPublic">Every project may use it; else only those it was granted to.</param>
/// <param name="Specs">Group specs as stored: texts.</param>
/// <param name="ShareTypeIds">Share types that groups of this type may have.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="UpdatedAt">Last change.</param>
public sealed record ShareGroupType(
    string Id, string Name, bool IsPublic, IReadOnlyDictionary<string, string> Specs, IReadOnlyList<string> ShareTypeIds,
    DateTimeOffset CreatedAt, DateTimeOffset? UpdatedAt) : IGrantedType, IResource<ShareGroupType>
{
    /// <inheritdoc/>
    public static string Kind => "Share group type";

    /// <inheritdoc/>
    public Owner? Owner => null;
}
