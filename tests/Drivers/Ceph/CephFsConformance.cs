using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>CephFS with native clients does what every driver must do.</summary>
public sealed class CephFsConformance(CephFsBackend ceph) : DriverConformance(ceph), IClassFixture<CephFsBackend>;
