using System.Collections.Concurrent;
using System.Globalization;
using Abaca.DriverSdk;

namespace Abaca.Tests.Drivers.Local;

/// <summary>Keeps a driver's messages for the tests to show.</summary>
sealed class RememberingLog : IDriverLog
{
    readonly ConcurrentQueue<(long At, string Text)> lines = new();

    public string All => string.Join('\n', lines.Select(line => line.Text));

    /// <summary>The lines since then, each with the milliseconds that had gone.</summary>
    public string Since(long timestamp) => string.Join('\n', lines.Where(line => line.At >= timestamp)
        .Select(line => string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetElapsedTime(timestamp, line.At).TotalMilliseconds,6:0} ms  {line.Text}")));

    public void Say(string message) => lines.Enqueue((TimeProvider.System.GetTimestamp(), message));

    public void Warn(string message) => Say("! " + message);
}
