namespace Abaca.Server.ShareTypes;

/// <summary>What the slice of share types needs of the configuration.</summary>
/// <param name="DefaultType"><c>default_share_type</c>: name or id of the type of shares that name none; null: there is none.</param>
public sealed record ShareTypeSettings(string? DefaultType);
