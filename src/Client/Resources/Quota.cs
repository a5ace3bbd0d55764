namespace Abaca.Client;

/// <summary>How much of one resource a project may use, and does.</summary>
/// <param name="Resource">The wire name, such as "gigabytes".</param>
/// <param name="Limit">The most it may use; -1 is without limit.</param>
/// <param name="InUse">What it uses; null when not asked for.</param>
/// <param name="Reserved">What is being taken right now; null when not asked for.</param>
public sealed record Quota(string Resource, long Limit, long? InUse, long? Reserved);
