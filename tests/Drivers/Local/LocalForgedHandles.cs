using Abaca.Tests.Drivers.Hostile;
using Xunit;

namespace Abaca.Tests.Drivers.Local;

/// <summary>Handles that tenants of the Local backend make up.</summary>
public sealed class LocalForgedHandles(LocalBackend local) : ForgedHandles(local), IClassFixture<LocalBackend>;
