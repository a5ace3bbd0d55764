using Abaca.Drivers.Ganesha;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>Makes Local backends.</summary>
/// <param name="wrap">Wraps the calls to the kernel, for tests; null for the kernel itself.</param>
/// <param name="wrapBus">Wraps the calls to Ganesha, for tests; null for Ganesha itself.</param>
public sealed class LocalDriverFactory(Func<IKernel, IKernel>? wrap, Func<IGaneshaBus, IGaneshaBus>? wrapBus = null) : IDriverFactory
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
        return new LocalDriver(settings, options, wrap is null ? kernel : wrap(kernel), wrapBus);
    }

    /// <inheritdoc/>
    public IReadOnlyList<OptionException> Problems(BackendSettings settings) => LocalOptions.Problems(settings);

    /// <inheritdoc/>
    public IReadOnlyList<IBackendCheck> Checks(BackendSettings settings) => LocalChecks.Of(settings, new LinuxKernel());
}
