namespace Abaca.Drivers.Ssh;

/// <summary>One standing connection: an ssh process in the background that commands reach through its socket.</summary>
/// <param name="Socket">Path of its socket; no two connections share one, so an old one is never in the way of a new one.</param>
sealed record SshLink(string Socket);

/// <summary>What came of connecting.</summary>
/// <param name="Link">The connection, or null.</param>
/// <param name="Problem">Why there is none.</param>
sealed record SshConnection(SshLink? Link, string Problem = "");
