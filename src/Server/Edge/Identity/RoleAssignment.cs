namespace Abaca.Server.Identity;

/// <summary>A user holds a role on a scope.</summary>
/// <param name="UserId">Who.</param>
/// <param name="RoleId">Which role.</param>
/// <param name="Scope">On what.</param>
public sealed record RoleAssignment(string UserId, string RoleId, Scope Scope);
