using Abaca.DriverSdk;

namespace Abaca.Drivers.Dummy;

/// <summary>Finds and makes the Dummy driver: every ability and no storage, for tests of all that stands above drivers.</summary>
public sealed class DummyDriverFactory : IDriverFactory
{
    /// <inheritdoc/>
    public IReadOnlyList<string> DriverNames { get; } =
        ["abaca.dummy", "dummy", "manila.tests.share.drivers.dummy.DummyDriver"];

    /// <inheritdoc/>
    public IReadOnlyList<OptionSpec> Options => DummyOptions.Specs;

    /// <inheritdoc/>
    public IReadOnlyList<OptionException> Problems(BackendSettings settings) => DummyOptions.Problems(settings);

    /// <summary>Makes the driver; a state file is read at <see cref="IShareDriver.Start"/>.</summary>
    /// <exception cref="OptionException">A value makes no sense.</exception>
    public IShareDriver Create(BackendSettings settings) => new DummyDriver(DummyOptions.From(settings), settings.Clock);
}
