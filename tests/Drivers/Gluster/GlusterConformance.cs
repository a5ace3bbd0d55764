using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Gluster;

/// <summary>GlusterFS with native clients does what every driver must do.</summary>
public sealed class GlusterConformance(GlusterBackend gluster) : DriverConformance(gluster), IClassFixture<GlusterBackend>;
