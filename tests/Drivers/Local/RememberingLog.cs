using System.Collections.Concurrent;
using Abaca.DriverSdk;

namespace Abaca.Tests.Drivers.Local;

/// <summary>Keeps a driver's messages for the tests to show.</summary>
sealed class RememberingLog : IDriverLog
{
    readonly ConcurrentQueue<string> lines = new();

    public string All => string.Join('\n', lines);

    public void Say(string message) => lines.Enqueue(message);

    public void Warn(string message) => lines.Enqueue("! " + message);
}
