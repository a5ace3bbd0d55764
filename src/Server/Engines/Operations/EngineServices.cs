namespace Abaca.Server.Operations;

/// <summary>What every engine part needs of its host: the clock of work, the logs, and the time of day for what people read.</summary>
sealed record EngineServices(TimeProvider Time, ILoggerFactory Logs, TimeProvider TimeOfDay);
