namespace Abaca.Server.Quotas;

/// <summary>Whose limits or use: a whole project, one user in it, or one share type in it.</summary>
/// <param name="ProjectId">Project.</param>
/// <param name="Kind"><see cref="ProjectKind"/>, <see cref="UserKind"/> or <see cref="TypeKind"/>.</param>
/// <param name="Id">User or share type; empty for a project.</param>
public sealed record QuotaScope(string ProjectId, string Kind, string Id)
{
    /// <summary>A whole project.</summary>
    public const string ProjectKind = "project";
    /// <summary>One user of a project.</summary>
    public const string UserKind = "user";
    /// <summary>One share type in a project.</summary>
    public const string TypeKind = "type";

    /// <summary>A whole project.</summary>
    public static QuotaScope Project(string projectId) => new(projectId, ProjectKind, "");

    /// <summary>One user of a project.</summary>
    public static QuotaScope User(string projectId, string userId) => new(projectId, UserKind, userId);

    /// <summary>One share type in a project.</summary>
    public static QuotaScope Type(string projectId, string typeId) => new(projectId, TypeKind, typeId);

    /// <summary>Whether it is a share type's.</summary>
    public bool IsOfType => Kind == TypeKind;

    /// <summary>Whether it is a whole project's.</summary>
    public bool IsOfProject => Kind == ProjectKind;
}
