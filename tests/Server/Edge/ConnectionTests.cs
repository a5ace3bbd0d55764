using System.Net.Sockets;
using Xunit;

namespace Abaca.Tests.Server.Edge;

/// <summary>Whatever others hold open, whoever sends a request is served.</summary>
public sealed class ConnectionTests
{
    [Theory]
    [InlineData("abaca_max_connections = 20")]
    [InlineData("abaca_max_connections_per_address = 5")]
    public async Task Idle_connections_make_room_for_those_that_ask(string bound)
    {
        await using var host = await ApiHost.Start(bound);
        var idle = new List<Socket>();
        try
        {
            for (var i = 0; i < 60; i++) idle.Add(await Connect(host));
            for (var i = 0; i < 10; i++)
            {
                using var handler = new SocketsHttpHandler();
                using var fresh = new HttpClient(handler) { BaseAddress = host.Client.BaseAddress, Timeout = TimeSpan.FromSeconds(5) };
                using var answer = await fresh.GetAsync(new Uri("/healthcheck", UriKind.Relative));
                Assert.Equal(200, (int)answer.StatusCode);
            }
        }
        finally
        {
            idle.ForEach(one => one.Dispose());
        }
    }

    [Fact]
    public async Task A_connection_that_sends_nothing_is_dropped()
    {
        await using var host = await ApiHost.Start("client_socket_timeout = 1");
        using var silent = await Connect(host);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        Assert.Equal(0, await silent.ReceiveAsync(new byte[1], limit.Token));
    }

    static async Task<Socket> Connect(ApiHost host)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port);
        return socket;
    }
}
