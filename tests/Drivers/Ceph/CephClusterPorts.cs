using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>A hundred ports that no other cluster of this fixture uses as long as this lives, in whatever process.</summary>
sealed class CephClusterPorts : IDisposable
{
    const int Ports = 100;
    const int First = 20_000;
    const int Last = 32_000; // above begin the ports that the kernel gives to clients

    readonly FileStream claim;

    CephClusterPorts(FileStream claim, int port) => (this.claim, FirstPort) = (claim, port);

    /// <summary>The first one.</summary>
    public int FirstPort { get; }

    /// <summary>Takes ports of which the first two are free now on the address.</summary>
    public static CephClusterPorts Take(string address)
    {
        for (var attempt = 0; ; attempt++)
        {
            var port = First + (Random.Shared.Next((Last - First) / Ports) * Ports);
            var file = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"abaca-ceph-ports-{port}"));
            try
            {
                var held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
                if (IsFree(address, port) && IsFree(address, port + 1)) return new CephClusterPorts(held, port);
                held.Dispose();
            }
            catch (IOException) when (attempt < 200)
            {
                // Another fixture has them.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => claim.Dispose();

    static bool IsFree(string address, int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
