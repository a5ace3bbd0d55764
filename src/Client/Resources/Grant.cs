namespace Abaca.Client;

/// <summary>A role that somebody holds somewhere.</summary>
/// <param name="Role">Name of the role.</param>
/// <param name="User">Name of the user.</param>
/// <param name="Project">Name of the project; null elsewhere.</param>
/// <param name="Where">"project", "domain" or "system".</param>
/// <param name="RoleId">Id of the role.</param>
/// <param name="UserId">Id of the user.</param>
/// <param name="ProjectId">Id of the project; null elsewhere.</param>
public sealed record Grant(string Role, string User, string? Project, string Where, string RoleId, string UserId, string? ProjectId);
