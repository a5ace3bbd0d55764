using System.Net;
using System.Text.Json.Nodes;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Keystone;

/// <summary>A small region: Keystone with users of all roles in two projects, a memcached, and the service on the Dummy backend.</summary>
public sealed class KeystoneRegion : IAsyncLifetime
{
    /// <summary>Password of every user but the administrator.</summary>
    public const string Password = "everybodys-secret";

    /// <summary>How long the service believes a token, in seconds.</summary>
    public const int CacheTime = 6;

    readonly HttpClient http = new();
    string admin = "";

    /// <summary>The Keystone.</summary>
    public KeystoneServer Keystone { get; private set; } = null!;

    /// <summary>The memcached.</summary>
    public MemcachedProcess Memcached { get; private set; } = null!;

    /// <summary>The service.</summary>
    public ServiceProcess Service { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Requirements.ForClients();
        Memcached = await MemcachedProcess.Start();
        Keystone = await KeystoneServer.New();
        admin = (await Token("admin", "admin", KeystoneServer.Password))!;
        var roles = new Dictionary<string, string>();
        foreach (var role in (await Call(HttpMethod.Get, "roles"))["roles"]!.AsArray()) roles[role!["name"]!.GetValue<string>()] = role["id"]!.GetValue<string>();
        foreach (var role in (string[])["service", "manager"])
        {
            if (!roles.ContainsKey(role)) roles[role] = await Made("role", new JsonObject { ["name"] = role });
        }
        await Call(HttpMethod.Put, $"roles/{roles["manager"]}/implies/{roles["member"]}");
        foreach (var project in (string[])["service", "red", "blue"]) projects[project] = await Made("project", new JsonObject { ["name"] = project, ["domain_id"] = "default" });
        foreach (var (user, project, role) in (IEnumerable<(string, string, string)>)
            [("manila", "service", "service"), ("reader", "red", "reader"), ("member", "red", "member"), ("manager", "red", "manager"), ("chief", "red", "admin"), ("robot", "red", "service"), ("stranger", "blue", "member")])
        {
            users[user] = await Made("user", new JsonObject { ["name"] = user, ["domain_id"] = "default", ["password"] = Password });
            await Call(HttpMethod.Put, $"projects/{projects[project]}/users/{users[user]}/roles/{roles[role]}");
        }
        await Call(HttpMethod.Put, $"domains/default/users/{users["chief"]}/roles/{roles["admin"]}");
        await Call(HttpMethod.Put, $"system/users/{users["chief"]}/roles/{roles["admin"]}");
        Service = await StartService();
    }

    readonly Dictionary<string, string> projects = [];
    readonly Dictionary<string, string> users = [];

    /// <summary>Another process of the service, with the same Keystone and memcached.</summary>
    public Task<ServiceProcess> StartService() => ServiceProcess.Start(ServiceSetting.Dummy.With("[keystone_authtoken]",
        $"www_authenticate_uri = {Keystone.Url}", $"auth_url = {Keystone.Url}", "auth_type = password", "username = manila", $"password = {Password}", "project_name = service",
        "user_domain_name = Default", "project_domain_name = Default", $"memcached_servers = {Memcached.Place}", $"token_cache_time = {CacheTime}",
        "memcache_security_strategy = ENCRYPT", "memcache_secret_key = regions-secret", "http_connect_timeout = 30", "http_request_max_retries = 1"));

    /// <summary>Variables with which a client is a user in a project.</summary>
    public Dictionary<string, string> As(string user, string project, string? password = null) => new()
    {
        ["OS_AUTH_URL"] = Keystone.Url, ["OS_USERNAME"] = user, ["OS_PASSWORD"] = password ?? Password, ["OS_PROJECT_NAME"] = project, ["OS_USER_DOMAIN_ID"] = "default",
        ["OS_PROJECT_DOMAIN_ID"] = "default", ["OS_IDENTITY_API_VERSION"] = "3", ["PYTHONWARNINGS"] = "ignore", ["COLUMNS"] = "500",
    };

    /// <summary>A token for a project.</summary>
    public Task<string> Token(string user, string project, string? password = null, KeystoneServer? from = null) =>
        TokenFor(user, new JsonObject { ["project"] = new JsonObject { ["name"] = project, ["domain"] = new JsonObject { ["id"] = "default" } } }, password, from);

    /// <summary>A token for a scope; null: none.</summary>
    public async Task<string> TokenFor(string user, JsonNode? scope, string? password = null, KeystoneServer? from = null)
    {
        var auth = new JsonObject
        {
            ["identity"] = new JsonObject
            {
                ["methods"] = new JsonArray("password"),
                ["password"] = new JsonObject { ["user"] = new JsonObject { ["name"] = user, ["domain"] = new JsonObject { ["id"] = "default" }, ["password"] = password ?? Password } },
            },
        };
        if (scope is not null) auth["scope"] = scope;
        using var body = Json(new JsonObject { ["auth"] = auth });
        using var answer = await http.PostAsync(new Uri((from ?? Keystone).Url + "/v3/auth/tokens"), body);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, $"{user}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return answer.Headers.GetValues("X-Subject-Token").Single();
    }

    /// <summary>Revokes a token.</summary>
    public async Task Revoke(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, Keystone.Url + "/v3/auth/tokens");
        request.Headers.Add("X-Auth-Token", admin);
        request.Headers.Add("X-Subject-Token", token);
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    /// <summary>Gives a user another password.</summary>
    public Task ChangePassword(string user, string password) =>
        Call(HttpMethod.Patch, $"users/{users[user]}", new JsonObject { ["user"] = new JsonObject { ["password"] = password } });

    /// <summary>Asks a service; answers with the status.</summary>
    public static async Task<HttpResponseMessage> Ask(ServiceProcess service, string token, string path = "v2/shares", JsonNode? body = null, string? serviceToken = null)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(service.Url, path)) { Content = body is null ? null : Json(body) };
        request.Headers.Add("X-Auth-Token", token);
        request.Headers.Add("X-OpenStack-Manila-API-Version", "2.60");
        if (serviceToken is not null) request.Headers.Add("X-Service-Token", serviceToken);
        return await service.Api.SendAsync(request);
    }

    /// <summary>The status of a GET of shares.</summary>
    public async Task<int> Status(string token, string? serviceToken = null)
    {
        using var answer = await Ask(Service, token, serviceToken: serviceToken);
        return (int)answer.StatusCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (Service is not null) await Service.DisposeAsync();
        if (Keystone is not null) await Keystone.DisposeAsync();
        Memcached?.Dispose();
    }

    async Task<string> Made(string kind, JsonObject fields) => (await Call(HttpMethod.Post, kind + "s", new JsonObject { [kind] = fields }))[kind]!["id"]!.GetValue<string>();

    async Task<JsonNode> Call(HttpMethod method, string path, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(method, $"{Keystone.Url}/v3/{path}") { Content = body is null ? null : Json(body) };
        request.Headers.Add("X-Auth-Token", admin);
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.Length > 0 ? JsonNode.Parse(text)! : new JsonObject();
    }

    static StringContent Json(JsonNode body) => new(body.ToJsonString(), new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
}
