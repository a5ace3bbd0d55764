namespace Abaca.Server.Groups;

/// <summary>What the slice of share groups needs of the configuration.</summary>
/// <param name="DefaultType"><c>default_share_group_type</c>: name or id of the type of groups that name none; null: there is none.</param>
public sealed record ShareGroupSettings(string? DefaultType);
