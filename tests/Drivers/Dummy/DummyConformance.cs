using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Dummy;

/// <summary>The whole suite on the Dummy backend.</summary>
public sealed class DummyConformance(DummyBackend dummy) : DriverConformance(dummy), IClassFixture<DummyBackend>;
