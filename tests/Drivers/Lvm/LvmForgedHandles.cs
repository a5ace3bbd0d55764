using Abaca.Tests.Drivers.Hostile;
using Xunit;

namespace Abaca.Tests.Drivers.Lvm;

/// <summary>Handles that tenants of the kernel's NFS server over volumes of a thin pool make up.</summary>
public sealed class LvmForgedHandles(LvmThinBackend backend) : ForgedHandles(backend), IClassFixture<LvmThinBackend>;

/// <summary>The same over thick volumes.</summary>
public sealed class LvmThickForgedHandles(LvmThickBackend backend) : ForgedHandles(backend), IClassFixture<LvmThickBackend>;
