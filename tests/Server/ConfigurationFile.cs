using Abaca.Drivers.Dummy;
using Abaca.Server.Configuration;

namespace Abaca.Tests.Server;

/// <summary>Configuration as the service reads it from a file.</summary>
static class ConfigurationFile
{
    /// <summary>What a file of these lines says to a service that has the Dummy driver.</summary>
    public static Loaded Read(params IEnumerable<string> lines)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(file, lines);
            return new ConfigurationSource(new ThisMachine(), [new DummyDriverFactory()]).Load([file], []);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
