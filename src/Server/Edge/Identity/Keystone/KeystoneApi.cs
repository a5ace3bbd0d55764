using System.Net;
using System.Text.Json.Nodes;

namespace Abaca.Server.Identity.Keystone;

/// <summary>The two calls of Keystone that this service needs: logging in itself, and asking whose a token is.</summary>
sealed class KeystoneApi(HttpClient http, KeystoneOptions options, TimeProvider time)
{
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    readonly Uri root = Version3(options.AuthUrl!)!;

    /// <summary>Where the service logs in, for messages.</summary>
    public Uri Address => root;

    /// <summary>Logs the service's own user in; null when Keystone does not accept it.</summary>
    /// <exception cref="IdentityUnavailable">It could not be asked.</exception>
    public async Task<ServiceLogin?> LogIn(string password, CancellationToken ct)
    {
        using var answer = await Send(root, () => new HttpRequestMessage(HttpMethod.Post, new Uri(root, "auth/tokens"))
        {
            Content = new StringContent(LoginRequest(password).ToJsonString(), new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")),
        }, ct);
        if (answer.StatusCode == HttpStatusCode.Unauthorized) return null;
        if (answer.StatusCode != HttpStatusCode.Created) throw Strange(root, answer.StatusCode, "to a login");
        if (!answer.Headers.TryGetValues("X-Subject-Token", out var tokens) || tokens.FirstOrDefault() is not { Length: > 0 } token) throw Strange(root, answer.StatusCode, "to a login, without a token");
        return await Read(answer, root, document => new ServiceLogin(
            token, [.. TokenDocument.Roles(document)], TokenDocument.Part(document, "system") is not null, TokenDocument.End(document),
            (TokenDocument.IdentityAt(document, options.Interface, options.Region) is { } published ? Version3(published) : null) ?? root,
            answer.Headers.Date - time.GetUtcNow()));
    }

    /// <summary>Asks whose a token is.</summary>
    /// <param name="login">The service's own token.</param>
    /// <param name="token">The token.</param>
    /// <param name="mayBeExpired">Also of one that has ended a short while ago.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="IdentityUnavailable">It could not be asked.</exception>
    public async Task<Judgement> Judge(ServiceLogin login, string token, bool mayBeExpired, CancellationToken ct)
    {
        var address = new Uri(login.Validation, mayBeExpired ? "auth/tokens?nocatalog&allow_expired=1" : "auth/tokens?nocatalog");
        using var answer = await Send(login.Validation, () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.TryAddWithoutValidation("X-Auth-Token", login.Token);
            request.Headers.TryAddWithoutValidation("X-Subject-Token", token);
            return request;
        }, ct);
        return answer.StatusCode switch
        {
            HttpStatusCode.OK => new Judgement(Verdict.Said, await Read(answer, login.Validation, TokenDocument.Principal)),
            HttpStatusCode.NotFound when await IsNoToken(answer) => new Judgement(Verdict.Said, null),
            HttpStatusCode.Unauthorized => new Judgement(Verdict.WeAreNobody, null),
            HttpStatusCode.Forbidden => throw new IdentityUnavailable(IdentityTrouble.NotAllowed,
                $"Keystone at {login.Validation} does not let the service's own user validate tokens; give it the role service: openstack role add --user {options.User.Name ?? options.User.Id} --project {options.Project.Name ?? options.Project.Id} service"),
            var other => throw Strange(login.Validation, other, "when it is asked for a token"),
        };
    }

    /// <summary>The base of version 3 of the API, whichever way the address is written; null for what is no address.</summary>
    public static Uri? Version3(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https")) return null;
        var text = parsed.GetLeftPart(UriPartial.Path).TrimEnd('/');
        if (text.EndsWith("/v2.0", StringComparison.Ordinal)) text = text[..^"/v2.0".Length];
        return new Uri(text.EndsWith("/v3", StringComparison.Ordinal) ? text + "/" : text + "/v3/");
    }

    async Task<HttpResponseMessage> Send(Uri at, Func<HttpRequestMessage> make, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var patience = new CancellationTokenSource(options.Timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
            try
            {
                using var request = make();
                return await http.SendAsync(request, either.Token);
            }
            catch (HttpRequestException failed)
            {
                var mayHelp = failed.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded;
                if (!mayHelp || attempt >= options.Retries) throw Explained(at, failed);
            }
            catch (OperationCanceledException late)
            {
                throw new IdentityUnavailable(IdentityTrouble.Unreachable, $"Keystone at {at} did not answer within {options.Timeout.TotalSeconds} s", late);
            }
            await Task.Delay(FirstPause * (1 << attempt), time, ct);
        }
    }

    // A 404 without Keystone's envelope is another program's, or a wrong path: no reason to call a token bad.
    static async Task<bool> IsNoToken(HttpResponseMessage answer)
    {
        try
        {
            using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
            return document.RootElement.ValueKind == JsonValueKind.Object && TokenDocument.Part(document.RootElement, "error") is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    static async Task<T> Read<T>(HttpResponseMessage answer, Uri at, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
            return document.RootElement.ValueKind == JsonValueKind.Object && TokenDocument.Part(document.RootElement, "token") is { } token
                ? read(token) : throw new FormatException("there is no token in it");
        }
        catch (Exception rubbish) when (rubbish is JsonException or FormatException)
        {
            throw new IdentityUnavailable(IdentityTrouble.Strange, $"{at} answers what no Keystone says ({(rubbish is FormatException ? rubbish.Message : "it is no JSON")}); check auth_url in [keystone_authtoken]", rubbish);
        }
    }

    static IdentityUnavailable Strange(Uri at, HttpStatusCode status, string when) =>
        new(IdentityTrouble.Strange, $"Keystone at {at} answers {(int)status} {when}; look into its log, and check auth_url in [keystone_authtoken]");

    static IdentityUnavailable Explained(Uri at, HttpRequestException failed) => failed.HttpRequestError switch
    {
        HttpRequestError.SecureConnectionError => new(IdentityTrouble.Untrusted, $"no secure connection to Keystone at {at}: {failed.GetBaseException().Message} Check cafile in [keystone_authtoken]", failed),
        HttpRequestError.ConfigurationLimitExceeded => new(IdentityTrouble.Strange, $"Keystone at {at} answers more than an answer can be", failed),
        _ => new(IdentityTrouble.Unreachable, $"Keystone at {at} cannot be reached: {failed.GetBaseException().Message}", failed),
    };

    JsonObject LoginRequest(string password)
    {
        var user = Named(options.User);
        user["password"] = password;
        var scope = options.SystemScope
            ? new JsonObject { ["system"] = new JsonObject { ["all"] = true } }
            : new JsonObject { ["project"] = Named(options.Project) };
        return new JsonObject
        {
            ["auth"] = new JsonObject
            {
                ["identity"] = new JsonObject { ["methods"] = new JsonArray(JsonValue.Create("password")), ["password"] = new JsonObject { ["user"] = user } },
                ["scope"] = scope,
            },
        };
    }

    static JsonObject Named(KeystoneName name) => name.Id is { } id
        ? new JsonObject { ["id"] = id }
        : new JsonObject
        {
            ["name"] = name.Name,
            ["domain"] = name.DomainId is null && name.DomainName is { } domain ? new JsonObject { ["name"] = domain } : new JsonObject { ["id"] = name.DomainId ?? "default" },
        };
}

/// <summary>What came of asking for a token.</summary>
enum Verdict
{
    /// <summary>Keystone said whose it is, or that it is nobody's.</summary>
    Said,

    /// <summary>Keystone does not take the service's own token any more.</summary>
    WeAreNobody,
}

/// <summary>Keystone's word about a token.</summary>
/// <param name="Verdict">Whether there is one.</param>
/// <param name="Principal">Whose it is; null: nobody's.</param>
readonly record struct Judgement(Verdict Verdict, Principal? Principal);
