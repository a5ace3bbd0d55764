using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Abaca.Tests.Compat.Kill;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Lives;

/// <summary>What one client sends in floods costs the next one little: its latencies beside a flood are compared with those of a quiet moment before.</summary>
public sealed class FloodLatencyTests(ITestOutputHelper output)
{
    const int Calls = 60;

    // The flooding clients compute on the same few cores as the service.
    const double Most = 10;

    static readonly string TooLarge = new('x', 1 << 19);

    /// <summary>Below it the clocks and the scheduler of the machine are measured.</summary>
    static readonly TimeSpan Least = TimeSpan.FromMilliseconds(5);

    public static TheoryData<string> Floods => ["idle connections", "bodies that never end", "bodies that are too large", "creations", "lists"];

    [Theory]
    [MemberData(nameof(Floods))]
    public async Task Another_project_hardly_notices_a_flood_of(string what)
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy.WithoutPasswords());
        await new Storm(service, most: 1).Prepare();
        var quiet = await Median(() => LifeOfAShare(service));
        var beside = await Beside(service, stop => Flood(service.Url, what, stop), () => LifeOfAShare(service));
        Compare(what, quiet, beside);
    }

    [Fact]
    public async Task A_user_hardly_notices_a_flood_of_wrong_logins()
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy);
        var quiet = await Median(() => Shares(service));
        var beside = await Beside(service, stop => Many(16, stop, () => Login(service.Url)), () => Shares(service));
        Compare("wrong logins", quiet, beside);
    }

    /// <summary>More connections than the service carries, from eight addresses, each with a login whose body drips as slowly as is allowed.</summary>
    [Fact]
    public async Task A_login_hardly_notices_logins_whose_bodies_hardly_arrive()
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy.WithDescriptors(1024));
        var password = Regex.Match(await File.ReadAllTextAsync(Path.Combine(service.State, "clouds.yaml")), "username: \"demo\"\\s+password: \"(.+?)\"").Groups[1].Value;
        Task RightLogin() => LoginOf(service.Url, password);
        var quiet = await Median(RightLogin, calls: 8);
        using var stop = new CancellationTokenSource();
        var flooding = Task.WhenAll(Enumerable.Range(1, 8).Select(n => Dripping(service.Url, IPAddress.Parse($"127.0.6.{n}"), connections: 100, stop.Token)));
        await Median(RightLogin, calls: 8); // until it flows
        var beside = await Median(RightLogin, calls: 8);
        await stop.CancelAsync();
        await flooding;
        Compare("dripping logins", quiet, beside);
        Assert.DoesNotContain(" ERROR ", service.Log, StringComparison.Ordinal);
    }

    static async Task LoginOf(Uri url, string password)
    {
        using var client = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(20) };
        using var answer = await client.PostAsync(
            new Uri("/identity/v3/auth/tokens", UriKind.Relative),
            JsonContent.Create(new { auth = new { identity = new { methods = new[] { "password" }, password = new { user = new { name = "demo", domain = new { id = "default" }, password } } } } }));
        Assert.Equal(201, (int)answer.StatusCode);
    }

    /// <summary>Keeps so many connections of one address at it; one that was closed is opened anew.</summary>
    static async Task Dripping(Uri url, IPAddress from, int connections, CancellationToken stop)
    {
        var open = new Socket?[connections];
        while (!stop.IsCancellationRequested)
        {
            for (var i = 0; i < connections && !stop.IsCancellationRequested; i++)
            {
                try
                {
                    if (open[i] is { } dripping) await dripping.SendAsync(new byte[120]);
                    else open[i] = await Say(url, from, "POST /identity/v3/auth/tokens HTTP/1.1\r\nHost: x\r\nContent-Length: 16000\r\n\r\n{", stop);
                }
                catch (Exception closed) when (closed is SocketException or OperationCanceledException)
                {
                    open[i]?.Dispose();
                    open[i] = null;
                }
            }
            await Task.WhenAny(Task.Delay(300, stop));
        }
        foreach (var one in open) one?.Dispose();
    }

    void Compare(string what, TimeSpan quiet, TimeSpan beside)
    {
        var least = quiet < Least ? Least : quiet;
        output.WriteLine($"{what}: {beside.TotalMilliseconds:0.0} ms beside, {quiet.TotalMilliseconds:0.0} ms alone");
        Assert.True(beside < Most * least, $"{what}: {beside.TotalMilliseconds:0.0} ms beside the flood, {quiet.TotalMilliseconds:0.0} ms alone");
    }

    static async Task<TimeSpan> Beside(ServiceProcess service, Func<CancellationToken, Task> flood, Func<Task> call)
    {
        using var stop = new CancellationTokenSource();
        var flooding = flood(stop.Token);
        await Median(call); // until it flows
        var beside = await Median(call);
        await stop.CancelAsync();
        await flooding;
        Assert.Equal(200, (int)(await service.Api.GetAsync(new Uri("/healthcheck", UriKind.Relative))).StatusCode);
        return beside;
    }

    static async Task<TimeSpan> Median(Func<Task> call, int calls = Calls)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < calls; i++)
        {
            var since = Stopwatch.GetTimestamp();
            await call();
            times.Add(Stopwatch.GetElapsedTime(since));
        }
        return times.Order().ElementAt(calls / 2);
    }

    static async Task LifeOfAShare(ServiceProcess service)
    {
        var caller = new Caller(service, "quiet");
        var made = await caller.Must(HttpMethod.Post, "/shares", new { share = new { share_proto = "NFS", size = 1, share_type = Storm.Project } });
        var id = made.GetProperty("share").GetProperty("id").GetString();
        await caller.Must(HttpMethod.Get, $"/shares/{id}");
        await caller.Must(HttpMethod.Post, $"/shares/{id}/action", new { force_delete = (object?)null });
    }

    static async Task Shares(ServiceProcess service)
    {
        using var answer = await service.Api.GetAsync(new Uri("/v2/shares", UriKind.Relative));
        Assert.Contains((int)answer.StatusCode, new[] { 200, 401 }); // what costs is the way there and back
    }

    static Task Flood(Uri url, string what, CancellationToken stop) => what switch
    {
        "idle connections" => Connections(url, "", stop),
        "bodies that never end" => Connections(url, "POST /v2/shares HTTP/1.1\r\nHost: x\r\nX-Auth-Token: flood:flood\r\nContent-Length: 1000\r\n\r\n{", stop),
        "bodies that are too large" => Many(4, stop, () => Send(url, "/v2/shares", TooLarge)),
        "creations" => Many(8, stop, () => Send(url, "/v2/shares", $$$"""{"share": {"share_proto": "NFS", "size": 1, "share_type": "{{{Storm.Project}}}"}}""")),
        _ => Many(8, stop, () => Send(url, "/v2/shares/detail", null)),
    };

    /// <summary>Hundreds of connections that say the same and then nothing.</summary>
    static async Task Connections(Uri url, string said, CancellationToken stop)
    {
        var open = new List<Socket>();
        try
        {
            for (var i = 0; i < 800 && !stop.IsCancellationRequested; i++)
            {
                open.Add(await Say(url, IPAddress.Loopback, said, stop));
            }
            await Task.Delay(Timeout.Infinite, stop);
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException)
        {
            // The flood is over, or the service has closed what said nothing.
        }
        finally
        {
            open.ForEach(one => one.Dispose());
        }
    }

    static async Task<Socket> Say(Uri url, IPAddress from, string words, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(url.Host, url.Port, stop);
            await socket.SendAsync(Encoding.ASCII.GetBytes(words), stop);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    static Task Many(int clients, CancellationToken stop, Func<Task> call) => Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
    {
        while (!stop.IsCancellationRequested) await call();
    }));

    static Task Login(Uri url) => Send(
        url, "/identity/v3/auth/tokens",
        """{"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "demo", "domain": {"id": "default"}, "password": "wrong"}}}}}""");

    static async Task Send(Uri url, string path, string? body)
    {
        using var client = new HttpClient { BaseAddress = url };
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path);
        request.Headers.Add("X-Auth-Token", "flood:flood");
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        try
        {
            using var answer = await client.SendAsync(request);
        }
        catch (HttpRequestException)
        {
            // Closed while it was sending: an answer, too.
        }
    }
}
