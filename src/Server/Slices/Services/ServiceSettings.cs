namespace Abaca.Server.Services;

/// <summary>What the slice of services and pools needs of the configuration.</summary>
/// <param name="DownAfter"><c>service_down_time</c>: without a sign of life for so long a service counts as down.</param>
public sealed record ServiceSettings(TimeSpan DownAfter);
