using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>Makes Local backends.</summary>
/// <param name="wrap">Wraps the calls to the kernel, for tests; null for the kernel itself.</param>
public sealed class LocalDriverFactory(Func<IKernel, IKernel>? wrap) : IDriverFactory
{
    /// <summary>The factory that the service uses.</summary>
    public LocalDriverFactory()
        : this(null)
    {
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> DriverNames { get; } = ["abaca.local", "local"];

    /// <inheritdoc/>
    public IReadOnlyList<OptionSpec> Options => LocalOptions.Specs;

    /// <inheritdoc/>
    public IShareDriver Create(BackendSettings settings)
    {
        var options = LocalOptions.From(settings);
        IKernel kernel = new LinuxKernel();
        return new LocalDriver(settings, options, wrap is null ? kernel : wrap(kernel));
    }

    /// <inheritdoc/>
    public IReadOnlyList<OptionException> Problems(BackendSettings settings) => LocalOptions.Problems(settings);

    /// <inheritdoc/>
    public IReadOnlyList<IBackendCheck> Checks(BackendSettings settings) => LocalChecks.Of(settings, new LinuxKernel());
}
