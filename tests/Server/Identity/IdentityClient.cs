using System.Net;
using System.Text.Json;
using System.Text;
using Xunit;

namespace Abaca.Tests.Server.Identity;

/// <summary>Raw requests to the identity service, as a client would send them.</summary>
sealed class IdentityClient(string address) : IDisposable
{
    readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(address) };

    public string Address => address;

    public async Task<Reply> Send(string method, string path, string? token = null, string? body = null, string? subject = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/identity" + path);
        if (token is not null) request.Headers.TryAddWithoutValidation("X-Auth-Token", token);
        if (subject is not null) request.Headers.TryAddWithoutValidation("X-Subject-Token", subject);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase);
        return new Reply(response.StatusCode, text, headers);
    }

    public Task<Reply> Ask(string user, string password, string? scope = null) => Send("POST", "/v3/auth/tokens", body: PasswordBody(user, password, scope));

    public async Task<string> Token(string user, string password, string? scope = null)
    {
        var reply = await Ask(user, password, scope);
        Assert.Equal(HttpStatusCode.Created, reply.Status);
        return reply.Headers["X-Subject-Token"];
    }

    public static string PasswordBody(string user, string password, string? scope = null) => Auth(
        "password", $$$"""{"user":{"name":{{{Text(user)}}},"domain":{"id":"default"},"password":{{{Text(password)}}} } }""", scope);

    public static string TokenBody(string token, string? scope = null) => Auth("token", $$"""{"id":{{Text(token)}} }""", scope);

    public static string CredentialBody(string id, string secret) =>
        Auth("application_credential", $$"""{"id":{{Text(id)}},"secret":{{Text(secret)}} }""", null);

    static string Auth(string method, string proof, string? scope) =>
        $$$"""{"auth":{"identity":{"methods":["{{{method}}}"],"{{{method}}}":{{{proof}}} }{{{Scope(scope)}}} } }""";

    public void Dispose() => http.Dispose();

    static string Text(string text) => "\"" + JsonEncodedText.Encode(text) + "\"";

    static string Scope(string? scope) => scope is null ? "" : $",\"scope\":{scope}";
}

/// <summary>An answer.</summary>
sealed record Reply(HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public int Code => (int)Status;

    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public JsonElement At(params string[] path) => path.Aggregate(Json, (json, name) => json.GetProperty(name));
}
