namespace Abaca.Server.Data.Servers;

/// <summary>Others were in the way of a transaction; nothing of it was done, and run again it may well succeed.</summary>
public sealed class DatabaseConflict(string message, Exception inner) : DatabaseUnavailable(message, inner);

/// <summary>A connection ended, or none could be made. Nothing was done, unless the commit itself was on its way.</summary>
public sealed class ConnectionLost(string message, Exception inner) : DatabaseUnavailable(message, inner);
