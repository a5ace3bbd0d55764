namespace Abaca.Client;

/// <summary>Where a role is held: on a project, or on the whole system.</summary>
/// <param name="ProjectId">The project; null: the system.</param>
public sealed record GrantPlace(string? ProjectId);
