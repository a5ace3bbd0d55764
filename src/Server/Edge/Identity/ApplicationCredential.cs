namespace Abaca.Server.Identity;

/// <summary>A secret for a program: stands for one user on one project with some of the user's roles.</summary>
/// <param name="Id">32 hexadecimal digits.</param>
/// <param name="UserId">Whose it is; it dies with the user.</param>
/// <param name="ProjectId">The only project its tokens are for.</param>
/// <param name="Name">Unique per user.</param>
/// <param name="Description">Free text, or null.</param>
/// <param name="Unrestricted">Whether its tokens may make and delete application credentials.</param>
/// <param name="ExpiresAt">When it stops working; null for never.</param>
/// <param name="RoleIds">At least one. A role that the user has lost since then no longer counts.</param>
public sealed record ApplicationCredential(
    string Id,
    string UserId,
    string ProjectId,
    string Name,
    string? Description,
    bool Unrestricted,
    DateTimeOffset? ExpiresAt,
    IReadOnlyList<string> RoleIds);
