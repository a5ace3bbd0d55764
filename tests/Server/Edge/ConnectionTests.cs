using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
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

    [Theory]
    [InlineData("POST /v2/shares", "abaca_max_connections = 20")]
    [InlineData("PUT /v2/shares/1", "abaca_max_connections = 20")]
    [InlineData("POST /v2/shares", "abaca_max_connections_per_address = 5")]
    public async Task Bodies_that_do_not_arrive_make_room_for_those_that_do(string request, string bound)
    {
        await using var host = await ApiHost.Start(bound);
        var type = await host.MakeType();
        var slow = new List<Socket>();
        try
        {
            for (var i = 0; i < 60; i++) slow.Add(await Connect(host, $"{request} HTTP/1.1\r\nHost: x\r\nX-Auth-Token: {ApiHost.Member}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"));
            for (var i = 0; i < 10; i++)
            {
                using var fresh = new HttpClient { BaseAddress = host.Client.BaseAddress, Timeout = TimeSpan.FromSeconds(5) };
                using var create = new HttpRequestMessage(HttpMethod.Post, "/v2/shares");
                create.Headers.Add("X-Auth-Token", ApiHost.Stranger);
                create.Content = JsonContent.Create(new { share = new { share_proto = "NFS", size = 1, share_type = type } });
                using var answer = await fresh.SendAsync(create);
                Assert.Equal(200, (int)answer.StatusCode);
            }
        }
        finally
        {
            slow.ForEach(one => one.Dispose());
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

    static async Task<Socket> Connect(ApiHost host, string says = "")
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port);
        if (says.Length > 0) await socket.SendAsync(Encoding.ASCII.GetBytes(says));
        return socket;
    }
}
