using Abaca.Tests.Drivers.Hostile;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>Handles that tenants of CephFS over NFS-Ganesha make up.</summary>
public sealed class CephNfsForgedHandles(CephNfsBackend backend) : ForgedHandles(backend), IClassFixture<CephNfsBackend>;
