using System.Net.Sockets;
using System.Text;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Lives;

/// <summary>Bodies that break on the wire are the client's fault: an answer that says so where somebody reads it, and no stack trace.</summary>
public sealed class BrokenBodyTests
{
    const string Chunked = "Transfer-Encoding: chunked\r\n";

    static readonly string Long = new('x', 200_000);

    /// <summary>Headers, what follows them, whether the client then ends its side, and the status.</summary>
    static readonly (string Name, string Headers, string Body, bool Ends, int Status)[] Cases =
    [
        ("a chunk's size is no number", Chunked, "zz\r\n{}\r\n0\r\n\r\n", false, 400),
        ("a chunk is larger than numbers go", Chunked, "FFFFFFFFFFFFFFFFFF\r\n{}", false, 400),
        ("a chunk is longer than it says", Chunked, "2\r\n{\"a\":1}\r\n0\r\n\r\n", false, 400),
        ("a chunk never ends", Chunked, "ffffff\r\n{", true, 400),
        ("the body ends early", "Content-Length: 100\r\n", "{", true, 400),
        ("the body is longer than allowed", $"Content-Length: {Long.Length}\r\n", Long, false, 413),
        ("the chunks are longer than allowed", Chunked, $"{Long.Length:x}\r\n{Long}\r\n0\r\n\r\n", false, 413),
        ("the body does not come", "Content-Length: 100\r\n", "{", false, 408),
        ("a chunk does not come", Chunked, "10\r\n{", false, 408),
    ];

    public static TheoryData<bool> Apis => [true, false];

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task What_breaks_on_the_wire_is_refused_and_leaves_no_stack_trace(bool identity)
    {
        await using var service = await ServiceProcess.Start(identity ? ServiceSetting.Dummy : ServiceSetting.Dummy.WithoutPasswords());
        var answers = await Task.WhenAll(Cases.Select(one => Status(service.Url, identity, one.Headers, one.Body, one.Ends)));

        // A client that has ended its side may be taken for gone.
        var wrong = Cases.Zip(answers).Where(pair => pair.Second != pair.First.Status && !(pair.First.Ends && pair.Second == 0));
        Assert.Equal([], wrong.Select(pair => $"{pair.First.Name}: {pair.Second} instead of {pair.First.Status}"));
        await Vanish(service.Url, identity);
        Assert.Equal(200, (int)(await service.Api.GetAsync(new Uri("/healthcheck", UriKind.Relative))).StatusCode);
        await service.Stop();
        Assert.DoesNotContain("   at ", service.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(" ERROR ", service.Log, StringComparison.Ordinal);
    }

    /// <summary>Sends a request and answers with the status; 0 when the connection ended without an answer.</summary>
    static async Task<int> Status(Uri url, bool identity, string headers, string body, bool ends)
    {
        await using var stream = await Send(url, identity, headers, body);
        if (ends) stream.Socket.Shutdown(SocketShutdown.Send);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        try
        {
            var line = await reader.ReadLineAsync(limit.Token);
            return line is null ? 0 : int.Parse(line.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>A client that resets its connection in the middle of its body.</summary>
    static async Task Vanish(Uri url, bool identity)
    {
        await using var stream = await Send(url, identity, "Content-Length: 100\r\n", "{");
        stream.Socket.LingerState = new LingerOption(true, 0);
    }

    static async Task<NetworkStream> Send(Uri url, bool identity, string headers, string body)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(url.Host, url.Port);
        var stream = new NetworkStream(socket, ownsSocket: true);
        var target = identity ? "/identity/v3/auth/tokens" : "/v2/shares";
        var head = $"POST {target} HTTP/1.1\r\nHost: localhost\r\nX-Auth-Token: admin:admin\r\nContent-Type: application/json\r\n{headers}\r\n";
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head + body));
        }
        catch (IOException)
        {
            // refused before it was sent to the end; the answer is there all the same
        }
        return stream;
    }
}
