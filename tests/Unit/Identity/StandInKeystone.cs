using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Abaca.Tests.Unit.Identity;

/// <summary>A small Keystone on loopback that says what a test wants: for refusals, rubbish and silence, which the real one cannot be asked for.</summary>
public sealed class StandInKeystone : IAsyncDisposable
{
    readonly WebApplication app;
    readonly ConcurrentDictionary<string, JsonObject> tokens = new();
    readonly ConcurrentDictionary<string, bool> own = new();
    int logins;
    int questions;

    StandInKeystone(WebApplication app) => this.app = app;

    /// <summary>Where it is.</summary>
    public string Url => app.Urls.First();

    /// <summary>The password that it accepts of the service's own user.</summary>
    public string Password { get; set; } = "right";

    /// <summary>When the service's own tokens end.</summary>
    public DateTimeOffset OwnEnd { get; set; } = DateTimeOffset.UnixEpoch.AddYears(200);

    /// <summary>Roles of the service's own user.</summary>
    public string[] OwnRoles { get; set; } = ["service"];

    /// <summary>When it is there: tokens that have ended are not known, unless asked for; null: none ends.</summary>
    public DateTimeOffset? Now { get; set; }

    /// <summary>How far its clock is ahead.</summary>
    public TimeSpan Ahead { get; set; }

    /// <summary>The service's logins so far.</summary>
    public int Logins => Volatile.Read(ref logins);

    /// <summary>Tokens it was asked for so far.</summary>
    public int Questions => Volatile.Read(ref questions);

    /// <summary>What it does instead of answering a question for a token; false: it answers.</summary>
    public Func<HttpContext, Task<bool>> Instead { get; set; } = _ => Task.FromResult(false);

    /// <summary>Starts one.</summary>
    /// <param name="certificate">For TLS, or null.</param>
    public static async Task<StandInKeystone> Start(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listener =>
        {
            if (certificate is not null) listener.UseHttps(certificate);
        }));
        var server = builder.Build();
        var keystone = new StandInKeystone(server);
        server.Run(keystone.Answer);
        await server.StartAsync();
        return keystone;
    }

    /// <summary>Makes a token, or changes what it stands for.</summary>
    public void Give(string token, string scope = """{"project": {"id": "p1"}}""", string roles = "member reader", DateTimeOffset? end = null)
    {
        var document = JsonNode.Parse(scope)!.AsObject();
        document["user"] = new JsonObject { ["id"] = "user-of-" + token, ["name"] = "somebody" };
        document["roles"] = new JsonArray([.. roles.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(role => new JsonObject { ["name"] = role })]);
        document["expires_at"] = (end ?? OwnEnd).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", System.Globalization.CultureInfo.InvariantCulture);
        tokens[token] = document;
    }

    /// <summary>Revokes a token.</summary>
    public void Revoke(string token) => tokens.TryRemove(token, out _);

    /// <summary>Does not know the service's own tokens any more.</summary>
    public void ForgetTheService() => own.Clear();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    async Task Answer(HttpContext http)
    {
        if (Ahead != TimeSpan.Zero) http.Response.Headers.Date = (TimeProvider.System.GetUtcNow() + Ahead).ToString("R");
        if (http.Request.Path != "/v3/auth/tokens") await Refuse(http, 404);
        else if (http.Request.Method == "POST") await LogIn(http);
        else await Say(http);
    }

    async Task LogIn(HttpContext http)
    {
        var number = Interlocked.Increment(ref logins);
        var asked = (await JsonNode.ParseAsync(http.Request.Body))!["auth"]!;
        if (asked["identity"]!["password"]!["user"]!["password"]!.GetValue<string>() != Password)
        {
            await Refuse(http, 401);
            return;
        }
        var token = $"own-{number}";
        own[token] = true;
        Give(token, roles: string.Join(' ', OwnRoles));
        http.Response.StatusCode = 201;
        http.Response.Headers["X-Subject-Token"] = token;
        await http.Response.WriteAsync(new JsonObject { ["token"] = tokens[token].DeepClone() }.ToJsonString());
    }

    async Task Say(HttpContext http)
    {
        Interlocked.Increment(ref questions);
        if (await Instead(http)) return;
        if (!own.ContainsKey(http.Request.Headers["X-Auth-Token"].ToString())) await Refuse(http, 401);
        else if (!tokens.TryGetValue(http.Request.Headers["X-Subject-Token"].ToString(), out var known) || (HasEnded(known) && !http.Request.Query.ContainsKey("allow_expired"))) await Refuse(http, 404);
        else await http.Response.WriteAsync(new JsonObject { ["token"] = known.DeepClone() }.ToJsonString());
    }

    bool HasEnded(JsonObject token) => DateTimeOffset.Parse(token["expires_at"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture) <= Now;

    static Task Refuse(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsync(new JsonObject { ["error"] = new JsonObject { ["code"] = status, ["message"] = "No." } }.ToJsonString());
    }
}
