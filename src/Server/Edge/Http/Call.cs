using Microsoft.AspNetCore.Http;

namespace Abaca.Server.Http;

/// <summary>One request as a use case sees it: newest shape only, whatever version the client speaks.</summary>
public sealed class Call
{
    readonly HttpContext http;
    readonly JsonElement? body;
    readonly History history;
    readonly Spelling spelling;
    readonly RouteMatch match;

    /// <summary>Made by the edge for each request.</summary>
    internal Call(HttpContext http, Caller caller, RequestedVersion asked, (RouteMatch Match, Spelling Spelling) route, JsonElement? body, History history)
    {
        (this.http, this.body, this.history) = (http, body, history);
        (match, spelling) = route;
        (Caller, Version) = (caller, asked.Version);
    }

    /// <summary>Who asks.</summary>
    public Caller Caller { get; }

    /// <summary>Ends when the client goes away.</summary>
    public CancellationToken Aborted => http.RequestAborted;

    /// <summary>The query.</summary>
    /// <exception cref="ApiRefusal">400: a parameter that the version refuses.</exception>
    public Query Query
    {
        get
        {
            if (spelling.Life.Fields.Count > 0) Check(http.Request.Query.Keys);
            return new Query(http.Request.Query, Knows);
        }
    }

    /// <summary>Path and query of the request, for next-page links.</summary>
    internal HttpRequest Request => http.Request;

    internal ApiVersion Version { get; }

    internal Endpoint Endpoint => spelling.Endpoint;

    internal History History => history;

    internal LinkBase Links => field ??= LinkBases.Of(http.Request, match.ProjectId);

    internal Audience Audience =>
        (Caller.IsAdmin ? Audience.Admin : 0) | (Caller.IsHostAdmin ? Audience.HostAdmin : 0);

    /// <summary>How views look to this caller.</summary>
    internal Rendering Rendering(ViewForm form) => new(Version, Audience, form, Links.Versioned);

    /// <summary>One object as JSON, without envelope; good for every call with the same <see cref="Rendering"/>.</summary>
    internal byte[] Render<T>(T view, ViewForm form) where T : class, IView<T>
    {
        using var buffer = new PooledBuffer();
        using (var json = new Utf8JsonWriter(buffer, JsonStyle.Writer)) history.View<T>().Write(json, view, Version, Audience, form, Links);
        return buffer.Written.ToArray();
    }

    /// <summary>A parameter of the path.</summary>
    public string this[string parameter] => match.Values[parameter];

    /// <summary>
    /// Whether the rule that guards the endpoint also allows it on a resource of this owner. The edge asks the rule before any resource is
    /// known, so about the caller's own project; a rule for members of a project is one for what is theirs.
    /// </summary>
    public bool MayOn(string projectId, string? userId = null) =>
        Endpoint.Policy is not { } rule || Caller.May(rule, projectId, userId);

    /// <summary>Refuses with 403 unless <see cref="MayOn"/>.</summary>
    public void MustOn(string projectId, string? userId = null)
    {
        if (!MayOn(projectId, userId)) throw Refusals.Forbidden(Endpoint.Policy!);
    }

    /// <summary>Whether the rule that guards the endpoint allows it on everybody's things, see <see cref="Caller.MayEverywhere"/>.</summary>
    public bool MayEverywhere => Endpoint.Policy is not { } rule || Caller.MayEverywhere(rule);

    /// <summary>Refuses with 403 unless <see cref="MayEverywhere"/>.</summary>
    public void MustEverywhere()
    {
        if (!MayEverywhere) throw Refusals.Forbidden(Endpoint.Policy!);
    }

    /// <summary>Whether the client's version has the behaviour.</summary>
    public bool Expects(Behaviour behaviour) => history.Expects(behaviour, Version);

    /// <summary>The object under the envelope key of the body; its absence is refused with <paramref name="missing"/>.</summary>
    public Fields Body(string envelope, int missing = 400)
    {
        if (body is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(envelope, out var value) && value.ValueKind == JsonValueKind.Object)
        {
            return Checked(new Fields(value, Knows));
        }
        throw new ApiRefusal(missing, $"The request body must be a JSON object with the key '{envelope}', itself an object.");
    }

    /// <summary>The whole body as an object without envelope.</summary>
    public Fields BareBody() => body is { ValueKind: JsonValueKind.Object } json
        ? Checked(new Fields(json, Knows))
        : throw Refusals.Bad("The request body must be a JSON object.");

    /// <summary>The whole body as it was sent, or null without one: for bodies whose keys are the caller's own.</summary>
    public JsonElement? Whole() => body;

    /// <summary>What stands under the action's key; anything that is not an object reads as an empty one.</summary>
    public Fields ActionBody()
    {
        var value = body is { } json && json.TryGetProperty(spelling.Action!, out var inner) ? inner : default;
        return value.ValueKind == JsonValueKind.Object ? Checked(new Fields(value, Knows)) : new Fields(Nothing, Knows);
    }

    static JsonElement Nothing => JsonDocument.Parse("{}").RootElement;

    bool Knows(string field) => !spelling.Life.Fields.TryGetValue(field, out var gate) || Version >= gate.Since;

    Fields Checked(Fields fields)
    {
        Check(fields.Names);
        return fields;
    }

    void Check(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (spelling.Life.Fields.TryGetValue(name, out var gate) && gate.Refused && Version < gate.Since)
            {
                throw Refusals.BadField(name, $"it needs microversion {gate.Since} or newer; the request has {Version}.");
            }
        }
    }
}

/// <summary>The version a request is answered in.</summary>
/// <param name="Version">The microversion.</param>
/// <param name="Experimental">Whether the client opened experimental endpoints.</param>
internal readonly record struct RequestedVersion(ApiVersion Version, bool Experimental)
{
    /// <summary>Reads the version headers as Manila does, and echoes them.</summary>
    /// <exception cref="ApiRefusal">400: not a version; 406: not one we serve.</exception>
    public static RequestedVersion Read(HttpContext http)
    {
        var asked = http.Request.Headers[ApiVersion.Header];
        var version = ApiVersion.Oldest;
        if (asked.Count > 0 && !ApiVersion.TryParse(asked.ToString(), out version))
        {
            throw Refusals.Bad($"API Version String {asked} is of invalid format. Must be of format MajorNum.MinorNum.");
        }
        var headers = http.Response.Headers;
        headers[ApiVersion.Header] = asked.Count > 0 ? asked.ToString() : version.ToString();
        headers.Vary = ApiVersion.Header;
        var experimental = Flags.Parse(http.Request.Headers[ApiVersion.ExperimentalHeader].ToString()) ?? false;
        if (experimental) headers[ApiVersion.ExperimentalHeader] = "True";
        return version.IsServed
            ? new RequestedVersion(version, experimental)
            : throw new ApiRefusal(406, $"Version {asked} is not supported by the API. Minimum is {ApiVersion.Oldest} and maximum is {ApiVersion.Newest}.");
    }
}
