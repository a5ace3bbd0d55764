using Abaca.Tests.Drivers.Hostile;
using Xunit;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>Handles that tenants of the kernel's NFS server over OpenZFS make up.</summary>
public sealed class OpenZfsForgedHandles(OpenZfsBackend backend) : ForgedHandles(backend), IClassFixture<OpenZfsBackend>;
