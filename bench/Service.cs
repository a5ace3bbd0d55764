using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Abaca.Server.Data.Sqlite;
using Abaca.Server.Microversions;

namespace Abaca.Bench;

/// <summary>One service with a directory, a port and a configuration file of its own; can be stopped and started again.</summary>
sealed class Service : IAsyncDisposable
{
    readonly string binary;
    readonly string directory;
    readonly int port = Started.FreePort();
    Started? process;

    Service(string binary, string directory) => (this.binary, this.directory) = (binary, directory);

    /// <summary>Base of the API.</summary>
    public Uri Url => new($"http://127.0.0.1:{port}/");

    /// <summary>The database file.</summary>
    public string Database => Path.Combine(directory, "state", "abaca.sqlite");

    /// <summary>A file of the service's own directory.</summary>
    public string PathOf(string name) => Path.Combine(directory, name);

    /// <summary>An administrator's token of the project that shares are made in.</summary>
    public string Token { get; private set; } = "";

    /// <summary>That project.</summary>
    public string Project { get; private set; } = "";

    /// <summary>The running process.</summary>
    public Started Process => process!;

    /// <summary>A service in a new directory, started once so that its database and its users exist, with a share type. It runs.</summary>
    public static async Task<Service> New(Arguments arguments, CancellationToken ct, params string[] backend)
    {
        var service = new Service(arguments.Binary, Directory.CreateTempSubdirectory("abaca-bench-").FullName);
        string[] section = backend.Length > 0 ? backend : ["enabled_share_backends = dummy", "[dummy]", "share_driver = abaca.dummy", "driver_handles_share_servers = false", "dummy_pools = big:100000000"];
        await File.WriteAllLinesAsync(service.PathOf("manila.conf"),
        [
            "[DEFAULT]", $"state_path = {service.directory}/state", $"osapi_share_listen_port = {service.port}", "host = bench", "default_share_type = bench",
            "[quota]", "shares = -1", "gigabytes = -1", "per_share_gigabytes = -1", "[DEFAULT]", .. section,
        ], ct);
        await service.Start(ct);
        try
        {
            await service.LogIn(ct);
            await service.MakeType(ct);
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
        return service;
    }

    /// <summary>Starts it and waits for its first answer to an authorized request (or to any, before there is a token). Answers with the milliseconds.</summary>
    public async Task<double> Start(CancellationToken ct)
    {
        using var http = Client();
        var began = Stopwatch.GetTimestamp();
        process = Started.Run(PathOf("log"), binary, "serve", "--config-file", PathOf("manila.conf"));
        await process.Until(async () =>
        {
            try
            {
                using var answer = await http.GetAsync(Token.Length > 0 ? "v2/shares?limit=1" : "", ct);
                return Token.Length == 0 || answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, "the first answer", ct);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    /// <summary>Stops it.</summary>
    public async Task Stop()
    {
        if (process is not null) await process.DisposeAsync();
        process = null;
    }

    /// <summary>A client with token and newest version.</summary>
    public HttpClient Client()
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Url };
        if (Token.Length > 0) http.DefaultRequestHeaders.Add("X-Auth-Token", Token);
        http.DefaultRequestHeaders.Add("X-OpenStack-Manila-API-Version", ApiVersion.NewestText);
        return http;
    }

    /// <summary>Asks for a new share of 1 GiB and answers with its id.</summary>
    public static async Task<string> Create(HttpClient http, CancellationToken ct)
    {
        using var body = new StringContent("""{"share": {"share_proto": "NFS", "size": 1, "name": "bench", "share_type": "bench"}}""");
        body.Headers.ContentType = new("application/json");
        using var made = await http.PostAsync("v2/shares", body, ct);
        var text = await made.Content.ReadAsStringAsync(ct);
        if (!made.IsSuccessStatusCode) throw new BenchFailure($"a share was refused: {(int)made.StatusCode} {text}");
        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("share").GetProperty("id").GetString()!;
    }

    /// <summary>Waits until a backend takes work.</summary>
    public async Task BackendIsUp(CancellationToken ct) => await Process.Until(
        async () => (await File.ReadAllTextAsync(PathOf("log"), ct)).Contains("is serving", StringComparison.Ordinal), "the backend", ct);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Stop();
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>From its next start on it takes tokens of another one's identity service, which is a Keystone to it.</summary>
    public async Task TakeTokensOf(Service keystone, CancellationToken ct)
    {
        var rc = await keystone.Administrator(ct);
        await File.AppendAllLinesAsync(PathOf("manila.conf"),
        [
            "[DEFAULT]", "auth_strategy = keystone", "[keystone_authtoken]", $"auth_url = {rc["OS_AUTH_URL"]}", $"username = {rc["OS_USERNAME"]}",
            $"password = {rc["OS_PASSWORD"].Replace("$", "$$", StringComparison.Ordinal)}", $"project_name = {rc["OS_PROJECT_NAME"]}", "token_cache_time = 3600",
        ], ct);
        (Token, Project) = (keystone.Token, keystone.Project);
    }

    async Task<Dictionary<string, string>> Administrator(CancellationToken ct) => (await File.ReadAllLinesAsync(Path.Combine(directory, "state", "admin-openrc"), ct))
        .Where(l => l.StartsWith("export ", StringComparison.Ordinal)).Select(l => l["export ".Length..].Split('=', 2))
        .ToDictionary(p => p[0], p => p[1].Trim('\''));

    async Task LogIn(CancellationToken ct)
    {
        var rc = await Administrator(ct);
        using var http = Client();
        var (user, password, project) = (rc["OS_USERNAME"], rc["OS_PASSWORD"], rc["OS_PROJECT_NAME"]);
        var asked = $$$"""
            {"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "{{{user}}}", "domain": {"id": "default"}, "password": "{{{password}}}"} } },
             "scope": {"project": {"name": "{{{project}}}", "domain": {"id": "default"} } } } }
            """;
        using var body = new StringContent(asked);
        body.Headers.ContentType = new("application/json");
        using var answer = await http.PostAsync(rc["OS_AUTH_URL"].TrimEnd('/') + "/auth/tokens", body, ct);
        if (!answer.IsSuccessStatusCode) throw new BenchFailure($"no token: {(int)answer.StatusCode}");
        using var json = await answer.Content.ReadFromJsonAsync<JsonDocument>(ct);
        Project = json!.RootElement.GetProperty("token").GetProperty("project").GetProperty("id").GetString()!;
        Token = answer.Headers.GetValues("X-Subject-Token").Single();
    }

    /// <summary>Written into the database, so that the bench needs no more of the API than it measures.</summary>
    async Task MakeType(CancellationToken ct)
    {
        await using var db = SqliteDb.Open(Database);
        await db.Transaction(tx => tx.Execute($"""
            INSERT INTO share_types (id, name, is_public, extra_specs, created_at)
            VALUES ({Guid.NewGuid().ToString()}, {"bench"}, {true}, {"""{"driver_handles_share_servers":"False","snapshot_support":"True"}"""}, {TimeProvider.System.GetUtcNow()})
            """, ct), ct);
    }
}
