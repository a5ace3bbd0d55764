namespace Abaca.Server.Services;

/// <summary>An availability zone, as stored.</summary>
/// <param name="Id">Id (uuid).</param>
/// <param name="Name">Unique name.</param>
/// <param name="CreatedAt">When a service first named it.</param>
/// <param name="UpdatedAt">Last change.</param>
public sealed record Zone(string Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? UpdatedAt);
