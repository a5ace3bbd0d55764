namespace Abaca.Server.Hosting;

/// <summary>A driver's messages in the service's log, under the backend's name.</summary>
sealed partial class DriverLog(string backend, ILogger log) : IDriverLog
{
    /// <inheritdoc/>
    public void Say(string message) => LogSaid(backend, message);

    /// <inheritdoc/>
    public void Warn(string message) => LogWarned(backend, message);

    [LoggerMessage(Level = LogLevel.Information, Message = "[{Backend}] {Said}")]
    partial void LogSaid(string backend, string said);

    [LoggerMessage(Level = LogLevel.Warning, Message = "[{Backend}] {Said}")]
    partial void LogWarned(string backend, string said);
}
