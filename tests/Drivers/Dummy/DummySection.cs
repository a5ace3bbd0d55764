using Abaca.Drivers.Dummy;
using Abaca.DriverSdk;

namespace Abaca.Tests.Drivers.Dummy;

/// <summary>Makes Dummy drivers from sections, as the service does: defaults filled in from the factory's options.</summary>
static class DummySection
{
    /// <summary>A driver, not yet started.</summary>
    public static DummyDriver Driver(string directory, Dictionary<string, string> section, TimeProvider? clock = null)
    {
        var factory = new DummyDriverFactory();
        var values = factory.Options.Where(option => option.Default is not null).ToDictionary(option => option.Name, option => option.Default!);
        foreach (var (key, value) in section) values[key] = value;
        return (DummyDriver)factory.Create(new BackendSettings(
            "dummy1", directory, values, new NoCommands(), clock ?? TimeProvider.System, new NoLog()));
    }

    sealed class NoCommands : ICommandRunner
    {
        public Task<CommandResult> Run(Command command, CancellationToken ct = default) =>
            throw new InvalidOperationException("The Dummy driver runs no commands.");
    }

    sealed class NoLog : IDriverLog
    {
        public void Say(string message) { }

        public void Warn(string message) { }
    }
}
