using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Local;

/// <summary>The Local backend does what every driver must do.</summary>
public sealed class LocalConformance(LocalBackend local) : DriverConformance(local), IClassFixture<LocalBackend>;
