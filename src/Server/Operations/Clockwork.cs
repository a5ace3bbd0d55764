using Microsoft.Extensions.Logging;

namespace Abaca.Server.Operations;

/// <summary>What every engine part needs of its host: the clock and the logs.</summary>
sealed record Clockwork(TimeProvider Time, ILoggerFactory Logs);
