namespace Abaca.Server.Messages;

/// <summary>What the slice of user messages needs of the configuration.</summary>
/// <param name="Lifetime"><c>message_ttl</c>: how long a message lasts.</param>
public sealed record MessageSettings(TimeSpan Lifetime);
