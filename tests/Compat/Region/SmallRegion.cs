using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Abaca.Server.Data;
using Abaca.Server.Data.Migrations;
using Abaca.Tests.Compat.Service;
using Abaca.Tests.Server.Databases;
using Xunit;

namespace Abaca.Tests.Compat.Region;

/// <summary>Two api processes, two schedulers and two managers of one host on a database server, with a Dummy storage that both managers reach.</summary>
sealed class SmallRegion : IAsyncDisposable
{
    /// <summary>Whose shares they are.</summary>
    public const string Project = "b0000000000000000000000000000002";

    readonly string directory = Directory.CreateTempSubdirectory("abaca-region-").FullName;
    readonly List<RegionProcess> all = [];
    readonly HttpClient client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromSeconds(5) }) { Timeout = TimeSpan.FromSeconds(60) };
    readonly ConcurrentDictionary<string, bool> made = new();

    SmallRegion(Db db) => Db = db;

    /// <summary>The database.</summary>
    public Db Db { get; }

    /// <summary>Those that answer.</summary>
    public List<(RegionProcess Process, Uri Url)> Apis { get; } = [];

    /// <summary>Those that choose pools.</summary>
    public List<RegionProcess> Schedulers { get; } = [];

    /// <summary>Those that work with the backend, one at a time.</summary>
    public List<RegionProcess> Managers { get; } = [];

    /// <summary>Ids of the shares that were accepted.</summary>
    public IReadOnlyCollection<string> Accepted => [.. made.Keys];

    /// <summary>Starts it on a server and waits until it makes shares.</summary>
    /// <param name="server">The database server.</param>
    /// <param name="more">More lines of section DEFAULT, and sections behind it.</param>
    public static async Task<SmallRegion> Start(DatabaseServer server, params string[] more)
    {
        var url = await server.Make("r" + Guid.NewGuid().ToString("N")[..12]);
        var db = Db.Open(url);
        await new Migrator(db, TimeProvider.System).Migrate();
        var region = new SmallRegion(db);
        for (var i = 1; i <= 2; i++)
        {
            var port = FreePort();
            region.Apis.Add((region.Run("api", i, url, [$"osapi_share_listen_port = {port}", .. more]), new Uri($"http://127.0.0.1:{port}")));
            region.Schedulers.Add(region.Run("scheduler", i, url, more));
            region.Managers.Add(region.Run("share", i, url, more));
        }
        Assert.True(await Deadline.Holds(region.IsUp, TimeSpan.FromSeconds(90)), $"The region did not come up:\n{region.Logs()}");
        return region;
    }

    /// <summary>The manager that works now: the one whose process id is in the lease.</summary>
    public async Task<RegionProcess> Working()
    {
        var owner = await Db.Text(Sql.Raw("SELECT owner FROM manager_leases WHERE owner IS NOT NULL")) ?? "";
        return Managers.Single(manager => owner.Split('/') is [_, _, _, var id, ..] && id == $"{manager.Id}");
    }

    /// <summary>Asks for shares, through one api process after the other; what is answered 503 is asked for again.</summary>
    public Task Create(int many) => Task.WhenAll(Enumerable.Range(0, many).Select(async i =>
    {
        var attempt = 0;
        Assert.True(await Deadline.Holds(async () =>
        {
            using var answer = await Post(Apis[(i + attempt++) % Apis.Count].Url);
            if (answer?.StatusCode is HttpStatusCode.OK)
            {
                var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("share").GetProperty("id").GetString()!;
                Assert.True(made.TryAdd(id, true));
                return true;
            }
            Assert.True(answer is null or { StatusCode: HttpStatusCode.ServiceUnavailable }, answer is null ? "" : $"{await answer.Content.ReadAsStringAsync()}\n{Logs()}");
            return false;
        }, TimeSpan.FromSeconds(60)), "it was refused for too long");
    }));

    /// <summary>Waits until every share that was accepted is available.</summary>
    public async Task Settled(TimeSpan within)
    {
        var last = "";
        Assert.True(
            await Deadline.Holds(async () => (last = await Standing()) == $"available {Accepted.Count}", within),
            $"Of {Accepted.Count} shares after {within.TotalSeconds} s: {last}\n{Logs()}");
    }

    /// <summary>Quotas, promises and the storage hold what the rows say, and nothing is at work.</summary>
    public async Task BooksAgree()
    {
        var shares = await Db.Number(Sql.Raw("SELECT COUNT(*) FROM shares"));
        Assert.Equal(Accepted.Count, shares);
        Assert.Equal(shares, await Db.Number($"SELECT in_use FROM quota_uses WHERE project_id = {Project} AND scope = {"project"} AND resource = {"shares"}"));
        Assert.Equal(shares, await Db.Number(Sql.Raw("SELECT SUM(promised_gib) FROM pool_uses")));
        Assert.Equal(shares, await Db.Number(Sql.Raw("SELECT SUM(in_place_gib) FROM pool_uses")));
        Assert.Equal(0, await Db.Number(Sql.Raw("SELECT COUNT(*) FROM operations WHERE open_key IS NOT NULL")));
        Assert.Equal(shares, await Db.Number(Sql.Raw("SELECT COUNT(DISTINCT object_identity) FROM share_instances")));
    }

    /// <summary>The last lines of every log.</summary>
    public string Logs() => string.Join('\n', all.Select(one => string.Join('\n', one.Log.Split('\n').TakeLast(8))));

    /// <summary>Every log.</summary>
    public string WholeLogs() => string.Concat(all.Select(one => one.Log));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var one in all) one.Dispose();
        client.Dispose();
        await Db.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    RegionProcess Run(string role, int number, string url, IEnumerable<string> more)
    {
        var file = Path.Combine(directory, $"{role}{number}.conf");
        File.WriteAllLines(file,
        [
            "[DEFAULT]", "host = region", "auth_strategy = noauth", $"state_path = {directory}/{role}{number}", "enabled_share_backends = dummy", "enabled_share_protocols = NFS",
            "default_share_type = plain", "report_interval = 2", "quota_shares = -1", "quota_gigabytes = -1", .. more,
            "[database]", $"connection = {url}", "max_pool_size = 20", "max_retries = 100", "retry_interval = 1",
            "[dummy]", "share_driver = abaca.dummy", "driver_handles_share_servers = False", $"dummy_state_file = {directory}/storage.json",
            "dummy_driver_driver_methods_delays = create:0.1", "dummy_pool_capacities = a:100000",
        ]);
        var one = new RegionProcess(role, file, Path.Combine(directory, $"{role}{number}.log"));
        all.Add(one);
        return one;
    }

    async Task<bool> IsUp()
    {
        foreach (var (_, url) in Apis)
        {
            using var types = await Send(HttpMethod.Post, url, "types", "admin,member,reader@a0000000000000000000000000000001/admin",
                """{"share_type": {"name": "plain", "extra_specs": {"driver_handles_share_servers": "False"}}}""");
            if (types?.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Conflict)) return false;
        }
        return await Db.Number(Sql.Raw("SELECT COUNT(*) FROM backend_reports")) > 0;
    }

    async Task<string> Standing() => string.Join(", ", await Db.Query(
        Sql.Raw("SELECT status, COUNT(*) FROM share_instances GROUP BY status ORDER BY status"), row => $"{row.Text(0)} {row.Number(1)}"));

    Task<HttpResponseMessage?> Post(Uri url) => Send(HttpMethod.Post, url, "shares", null, """{"share": {"share_proto": "NFS", "size": 1}}""");

    // Null when the process is not there.
    async Task<HttpResponseMessage?> Send(HttpMethod method, Uri url, string path, string? token, string body)
    {
        using var request = new HttpRequestMessage(method, new Uri(url, $"/v2/{path}")) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Auth-Token", token is null ? $"member:{Project}" : "admin:a0000000000000000000000000000001");
        request.Headers.Add("X-OpenStack-Manila-API-Version", "2.65");
        try
        {
            return await client.SendAsync(request);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
