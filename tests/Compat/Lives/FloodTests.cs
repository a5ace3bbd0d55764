using System.Net;
using System.Net.Sockets;
using Abaca.Tests.Compat.Kill;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Lives;

/// <summary>A client that opens more connections than the process has descriptors stops nobody else.</summary>
public sealed class FloodTests
{
    const int Descriptors = 1024;

    public static TheoryData<bool> Backends => [false, true];

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Idle_connections_beyond_the_limit_of_files_leave_the_service_at_work(bool local)
    {
        var setting = local ? ServiceSetting.Local : ServiceSetting.Dummy;
        await using var service = await ServiceProcess.Start(setting.WithoutPasswords().WithDescriptors(Descriptors));
        var caller = new Caller(service, Storm.Project);
        await new Storm(service, most: 1).Prepare();
        var idle = new List<Socket>();
        try
        {
            for (var i = 0; i < 2 * Descriptors; i++) idle.Add(await Connect(service.Url, IPAddress.Parse($"127.0.9.{1 + (i % 8)}")));
            using var fresh = new HttpClient { BaseAddress = service.Url, Timeout = TimeSpan.FromSeconds(10) };
            Assert.Equal(HttpStatusCode.OK, (await fresh.GetAsync(new Uri("/healthcheck", UriKind.Relative))).StatusCode);
            var made = await caller.Must(HttpMethod.Post, "/shares", new { share = new { share_proto = "NFS", size = 1, share_type = Storm.Project } });
            var id = made.GetProperty("share").GetProperty("id").GetString();
            Assert.True(await Deadline.Holds(
                async () => (await caller.Must(HttpMethod.Get, $"/shares/{id}")).GetProperty("share").GetProperty("status").GetString() == "available",
                TimeSpan.FromSeconds(20)));
            Assert.InRange(Directory.EnumerateFiles($"/proc/{service.Id}/fd").Count(), 1, Descriptors - 256);
        }
        finally
        {
            idle.ForEach(one => one.Dispose());
        }
        await service.Stop();
        Assert.DoesNotContain("   at ", service.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("has died", service.Log, StringComparison.Ordinal);
    }

    static async Task<Socket> Connect(Uri url, IPAddress from)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(url.Host, url.Port);
        return socket;
    }
}
