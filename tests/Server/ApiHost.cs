using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Abaca.Drivers.Dummy;
using Abaca.Server.Configuration;
using Abaca.Server.Data;
using Abaca.Server.Hosting;
using Abaca.Server.Identity;
using Abaca.Server.Identity.Policy;
using Abaca.Server.Microversions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Abaca.Tests.Server;

/// <summary>
/// The whole service over real HTTP on a port of its own: SQLite in a temporary directory, the Dummy backend, and tokens that say
/// themselves who they are (see <see cref="SpokenTokens"/>).
/// </summary>
public sealed class ApiHost : IAsyncDisposable
{
    /// <summary>An administrator's token.</summary>
    public const string Admin = "admin,member,reader@a0000000000000000000000000000001/admin-user";

    /// <summary>A member's token.</summary>
    public const string Member = "member,reader@b0000000000000000000000000000002/member-user";

    /// <summary>A token of a member of another project.</summary>
    public const string Stranger = "member,reader@c0000000000000000000000000000003/stranger-user";

    readonly WebApplication app;
    readonly string directory;
    readonly string[] lines;

    ApiHost(WebApplication app, string directory, string[] lines)
    {
        (this.app, this.directory, this.lines) = (app, directory, lines);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    /// <summary>A client of the service; tokens and versions are set per request.</summary>
    public HttpClient Client { get; }

    /// <summary>The parts of the running service.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>The database.</summary>
    public Db Db => Services.GetRequiredService<Db>();

    /// <summary>The driver of a Dummy backend by its section.</summary>
    public DummyDriver DummyOf(string section) =>
        (DummyDriver)Services.GetRequiredService<IReadOnlyList<ConfiguredBackend>>().Single(b => b.ServiceHost == $"testhost@{section}").Driver;

    /// <summary>The Dummy backend's driver.</summary>
    public DummyDriver Dummy => (DummyDriver)Services.GetRequiredService<IReadOnlyList<ConfiguredBackend>>()[0].Driver;

    /// <summary>Starts a service with one Dummy backend; lines are added to its configuration file.</summary>
    public static Task<ApiHost> Start(params string[] lines) => StartWith(null, lines);

    /// <summary>The same, with the last word over its services.</summary>
    public static async Task<ApiHost> StartWith(Action<WebApplicationBuilder>? adjust, params string[] lines)
    {
        var place = Directory.CreateTempSubdirectory("abaca-api-").FullName;
        var host = await Run(place, await Databases.TestDatabase.MigratedFor($"{place}/state"), adjust, ProcessRoles.All, lines);
        var backends = host.Services.GetRequiredService<IReadOnlyList<ConfiguredBackend>>();
        var started = host.Services.GetRequiredService<Abaca.Server.Services.Backends>();
        await host.Until(() => backends.All(b => started.Find(b.ServiceHost) is not null), "the backends are up");
        await host.Until(async () => await host.Known("services") == 1 + backends.Count && await host.Known("scheduler-stats/pools", "pools") > 0, "scheduler, share service and pools are known");
        return host;
    }

    /// <summary>A second process on the same database, which answers and schedules; a database in a file has one process, so there it is this one.</summary>
    public async Task<ApiHost> Beside(Action<WebApplicationBuilder>? adjust) => Databases.TestDatabase.IsServer
        ? await Run(Directory.CreateTempSubdirectory("abaca-api-").FullName, await Databases.TestDatabase.UrlFor($"{directory}/state"), adjust, ProcessRoles.Api | ProcessRoles.Scheduler, lines)
        : this;

    static async Task<ApiHost> Run(string place, string database, Action<WebApplicationBuilder>? adjust, ProcessRoles roles, string[] lines)
    {
        var read = ConfigurationFile.Read(
        [
            "[database]", $"connection = {database}",
            "[DEFAULT]", $"state_path = {place}/state", "osapi_share_listen_port = 0", "host = testhost", "auth_strategy = noauth",
            "enabled_share_backends = dummy", "enabled_share_protocols = NFS,CIFS,CEPHFS", .. lines.TakeWhile(l => !l.StartsWith('[')),
            "[dummy]", "share_driver = abaca.dummy", "driver_handles_share_servers = False", .. lines.SkipWhile(l => !l.StartsWith('[')),
        ]);
        var policy = new PolicySource(new ThisMachine()).Load(read.Options.Policy);
        var loaded = StartChecks.Of(read, policy.Findings);
        Assert.True(loaded.MayStart, string.Join('\n', loaded.Findings));
        var service = await AbacaHost.Build(loaded.Options, policy.Rules, builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            builder.Services.AddSingleton<IAuthentication, SpokenTokens>();
            adjust?.Invoke(builder);
        }, roles);
        await service.StartAsync();
        return new ApiHost(service, place, lines);
    }

    /// <summary>Sends one request at a microversion and returns status and JSON.</summary>
    public async Task<Answer> Send(HttpMethod method, string path, string token = Admin, object? body = null, string? version = ApiVersion.NewestText, bool experimental = false)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token.Length > 0) request.Headers.Add("X-Auth-Token", token);
        if (version is not null) request.Headers.TryAddWithoutValidation("X-OpenStack-Manila-API-Version", version);
        if (experimental) request.Headers.Add("X-OpenStack-Manila-API-Experimental", "true");
        if (body is not null)
        {
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        using var response = await Client.SendAsync(request);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>GET.</summary>
    public Task<Answer> Get(string path, string token = Admin, string? version = ApiVersion.NewestText) => Send(HttpMethod.Get, path, token, null, version);

    /// <summary>POST.</summary>
    public Task<Answer> Post(string path, object body, string token = Admin, string? version = ApiVersion.NewestText) => Send(HttpMethod.Post, path, token, body, version);

    /// <summary>PUT.</summary>
    public Task<Answer> Put(string path, object body, string token = Admin, string? version = ApiVersion.NewestText) => Send(HttpMethod.Put, path, token, body, version);

    /// <summary>DELETE.</summary>
    public Task<Answer> Delete(string path, string token = Admin, string? version = ApiVersion.NewestText) => Send(HttpMethod.Delete, path, token, null, version);

    /// <summary>Makes a share type that every project may use.</summary>
    public async Task<string> MakeType(string name = "plain")
    {
        var made = await Post("/v2/types", new
        {
            share_type = new
            {
                name,
                extra_specs = new { driver_handles_share_servers = false, snapshot_support = true, create_share_from_snapshot_support = true, revert_to_snapshot_support = true },
            },
        });
        Assert.Equal(200, made.Status);
        return made.Json.GetProperty("share_type").GetProperty("id").GetString()!;
    }

    /// <summary>Makes a share and waits until it is available.</summary>
    public async Task<string> MakeShare(string type = "plain", int size = 1, string token = Member, string? name = "docs")
    {
        var made = await Post("/v2/shares", new { share = new { share_proto = "NFS", size, name, share_type = type } }, token);
        Assert.True(made.Status == 200, made.Text);
        var id = made.Json.GetProperty("share").GetProperty("id").GetString()!;
        await UntilStatus($"/v2/shares/{id}", "share", "available", token);
        return id;
    }

    async Task<int> Known(string path, string? list = null) => (await Get($"/v2/{path}")).Json.GetProperty(list ?? path).GetArrayLength();

    /// <summary>Polls a resource until it has the status.</summary>
    public Task UntilStatus(string path, string envelope, string status, string token = Member) => Until(
        async () =>
        {
            var seen = await Get(path, token);
            return seen.Status == 200 && seen.Json.GetProperty(envelope).GetProperty("status").GetString() == status;
        }, $"{path} is {status}");

    /// <summary>Polls until a resource is gone.</summary>
    public Task UntilGone(string path, string token = Member) => Until(async () => (await Get(path, token)).Status == 404, $"{path} is gone");

    /// <summary>Polls a condition for up to 20 seconds.</summary>
    public async Task Until(Func<Task<bool>> condition, string what)
    {
        var end = Environment.TickCount64 + 20_000;
        while (!await condition())
        {
            Assert.True(Environment.TickCount64 < end, $"Not within 20 s: {what}");
            await Task.Delay(20);
        }
    }

    /// <summary>Polls a condition for up to 20 seconds.</summary>
    public Task Until(Func<bool> condition, string what) => Until(() => Task.FromResult(condition()), what);

    /// <summary>Stops the service. Its database stays until the end of the test.</summary>
    /// <returns>The database's URL.</returns>
    public async Task<string> Stop()
    {
        await app.StopAsync();
        return await Databases.TestDatabase.UrlFor($"{directory}/state");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        await Databases.TestDatabase.Drop($"{directory}/state");
        Directory.Delete(directory, recursive: true);
    }
}

/// <summary>An answer.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Text">Body.</param>
/// <param name="Headers">Headers; several values joined by commas.</param>
public sealed record Answer(int Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>Message of a fault, or the whole text when it is none.</summary>
    public string Message => Text.StartsWith('{') && Json.EnumerateObject().First().Value is { ValueKind: JsonValueKind.Object } fault
        && fault.TryGetProperty("message", out var message) ? message.GetString()! : Text;
}

/// <summary>Tokens of the form <c>roles@project/user</c>; the project <c>-</c> means none, and then <c>system</c> or <c>domain</c> as user that scope.</summary>
public sealed class SpokenTokens : IAuthentication
{
    readonly System.Collections.Concurrent.ConcurrentDictionary<string, Principal?> known = new();

    /// <inheritdoc/>
    public string Challenge => "Keystone uri=\"http://127.0.0.1\"";

    /// <inheritdoc/>
    public ValueTask<Principal?> Authenticate(string token, CancellationToken ct) => ValueTask.FromResult(known.GetOrAdd(token, Read));

    static Principal? Read(string token)
    {
        if (token.Split('@') is not [var roles, var rest] || rest.Split('/') is not [var project, var user]) return null;
        return new Principal(
            user, user, project == "-" ? null : project, rest == "-/domain" ? "default" : null, rest == "-/system", roles.Split(',', StringSplitOptions.RemoveEmptyEntries), DateTimeOffset.MaxValue);
    }
}
