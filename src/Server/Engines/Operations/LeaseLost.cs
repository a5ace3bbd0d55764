namespace Abaca.Server.Operations;

/// <summary>Another worker has the operation now; whatever this one was about to save is rolled back.</summary>
sealed class LeaseLost(string operationId) : Exception($"The lease on operation {operationId} is lost.");

/// <summary>Someone asked for the operation's end between two steps; what was about to be saved is rolled back.</summary>
sealed class EndAsked(string why) : Exception(why);
