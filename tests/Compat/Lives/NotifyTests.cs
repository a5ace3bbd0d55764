using System.Net.Sockets;
using System.Text;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Lives;

/// <summary>A process that systemd listens to, here on a socket of the test.</summary>
public sealed class NotifyTests
{
    [Fact]
    public async Task A_real_process_says_when_it_is_ready_alive_loading_anew_and_stopping()
    {
        var room = Directory.CreateTempSubdirectory("abaca-notify-");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 30_000 };
        try
        {
            var place = Path.Combine(room.FullName, "notify");
            systemd.Bind(new UnixDomainSocketEndPoint(place));
            var setting = ServiceSetting.Dummy.WithoutPasswords().StartedIn(room.FullName, new Dictionary<string, string> { ["NOTIFY_SOCKET"] = place, ["WATCHDOG_USEC"] = "1000000" });
            await using var service = await ServiceProcess.Start(setting);
            Assert.Equal("READY=1", Next(systemd));
            Assert.Equal("WATCHDOG=1", Next(systemd));
            Assert.Equal("WATCHDOG=1", Next(systemd));

            service.Signal(1);
            Assert.StartsWith("RELOADING=1\nMONOTONIC_USEC=", Next(systemd, but: "WATCHDOG=1"), StringComparison.Ordinal);
            Assert.Equal("READY=1", Next(systemd, but: "WATCHDOG=1"));

            await service.Stop();
            Assert.Equal("STOPPING=1", Next(systemd, but: "WATCHDOG=1"));
        }
        finally
        {
            room.Delete(recursive: true);
        }
    }

    static string Next(Socket socket, string? but = null)
    {
        var buffer = new byte[256];
        while (true)
        {
            var said = Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
            if (said != but) return said;
        }
    }
}
