using Microsoft.AspNetCore.Http;

namespace Abaca.Server.Identity.Api;

/// <summary>One request to the identity API: who asks, what for, and where links point.</summary>
/// <param name="http">The request.</param>
/// <param name="origin">Scheme, host and port that links start with.</param>
/// <param name="ids">The ids in the path.</param>
/// <param name="caller">Who asks, or null without a valid token.</param>
sealed class Exchange(HttpContext http, string origin, IReadOnlyList<string> ids, ValidToken? caller)
{
    const int LargestBody = 114_688; // as oslo.middleware's default

    /// <summary>A login takes a few hundred bytes; whom nobody knows yet need not send more than one with a long token.</summary>
    const int LargestOfStranger = 16_384;

    /// <summary>Scheme, host and port.</summary>
    public string Origin => origin;

    /// <summary>Address of the identity API.</summary>
    public string Root => origin + "/identity/v3";

    /// <summary>Address of this request.</summary>
    public string Here => origin + "/identity" + http.Request.Path.ToUriComponent() + http.Request.QueryString.ToUriComponent();

    /// <summary>The request itself.</summary>
    public HttpRequest Request => http.Request;

    /// <summary>Where the request came from.</summary>
    public System.Net.IPAddress? From => http.Connection.RemoteIpAddress;

    /// <summary>Tells the audit log who a login claims to be.</summary>
    public void Claims(string? user)
    {
        if (http.Features.Get<AuditedRequest>() is { } audited) audited.Claims = user;
    }

    /// <summary>The id in the path, counted from 0.</summary>
    public string Id(int index) => ids[index];

    /// <summary>A query parameter, or null.</summary>
    public string? Query(string name) => http.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    /// <summary>Whether a query parameter is given as a flag: alone or with a value other than 0 or false.</summary>
    public bool Flag(string name) => Query(name) is { } value && value is not ("0" or "false" or "False");

    /// <summary>Whether a list of what has a name, can be disabled and lies in the default domain shows this one.</summary>
    public bool Shows(string name, bool enabled) =>
        (Query("name") is not { } wanted || wanted == name) && (Query("enabled") is null || Flag("enabled") == enabled) && Query("domain_id") is null or "default";

    /// <summary>Who asks.</summary>
    /// <exception cref="IdentityRefusal">401 without a valid token.</exception>
    public ValidToken Caller => caller ?? throw IdentityRefusals.WhoAreYou();

    /// <summary>Refuses anybody but administrators.</summary>
    public void AdminOnly() => Require(Caller.IsAdmin);

    /// <summary>Refuses anybody but administrators and readers of the whole system.</summary>
    public void ReadersOfAll() => Require(Caller.MayReadAll);

    /// <summary>As <see cref="ReadersOfAll"/>, but users may look at themselves.</summary>
    public void ReadersOf(string userId) => Require(Caller.MayReadAll || Caller.User.Id == userId);

    /// <summary>Refuses with 401 without a token, with 403 when not allowed.</summary>
    public static void Require(bool allowed)
    {
        if (!allowed) throw IdentityRefusals.NotAllowed();
    }

    /// <summary>The body, which must be a JSON object.</summary>
    public async Task<Form> Body(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        using var body = await RequestBody.Read(http, caller is null ? LargestOfStranger : LargestBody);
        try
        {
            using var document = JsonDocument.Parse(body.Written, new JsonDocumentOptions { MaxDepth = 16 });
            return new Form(document.RootElement.Clone(), "");
        }
        catch (JsonException)
        {
            throw IdentityRefusals.Bad("The request body is not valid JSON.");
        }
    }
}
