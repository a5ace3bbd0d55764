using System.Net;
using System.Net.Sockets;
using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>Where clients mount an export. Pure.</summary>
static class ExportLocations
{
    /// <summary>One location per address; an IPv6 address is in brackets.</summary>
    /// <param name="addresses">Addresses that clients talk to.</param>
    /// <param name="path">Path of the export.</param>
    /// <param name="preferred">Clients should take these.</param>
    public static IReadOnlyList<ExportLocation> Of(IEnumerable<IPAddress> addresses, string path, bool preferred) =>
        [.. addresses.Select(address => new ExportLocation(
            $"{(address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address)}:{path}",
            preferred, false, new Dictionary<string, string>(StringComparer.Ordinal)))];
}
