using Abaca.DriverSdk;
using Abaca.Server.Scheduling;

namespace Abaca.Server.Hosting;

/// <summary>A backend as configured, ready to be started.</summary>
/// <param name="ServiceHost"><c>host@backend</c>.</param>
/// <param name="Zone">Availability zone.</param>
/// <param name="Pools">Options that bear on placement.</param>
/// <param name="Driver">The driver; not started.</param>
public sealed record ConfiguredBackend(string ServiceHost, string Zone, PoolOptions Pools, IShareDriver Driver);
