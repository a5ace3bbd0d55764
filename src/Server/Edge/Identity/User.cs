namespace Abaca.Server.Identity;

/// <summary>Somebody who can prove who they are.</summary>
/// <param name="Id">32 hexadecimal digits.</param>
/// <param name="Name">Unique, case-sensitive.</param>
/// <param name="Enabled">A disabled user cannot authenticate, and its tokens stop working.</param>
/// <param name="Description">Free text, or null.</param>
/// <param name="Email">Free text, or null.</param>
/// <param name="DefaultProjectId">Scope of a token when the request names none; may name a project that is gone.</param>
public sealed record User(string Id, string Name, bool Enabled, string? Description, string? Email, string? DefaultProjectId);
