using System.Net;
using System.Text.Json.Serialization.Metadata;

namespace Abaca.Client;

/// <summary>
/// The line to one share service: finds it, agrees on a version once, sends calls with token and version, and turns
/// fault answers into <see cref="ClientException"/>.
/// </summary>
public sealed class ShareApi : IDisposable
{
    const string VersionHeader = "X-OpenStack-Manila-API-Version";

    readonly CloudSettings settings;
    readonly Wire wire;
    readonly Keystone keystone;
    Agreed? agreed;

    /// <summary>Opens the line; nothing is sent before the first call.</summary>
    /// <param name="settings">The cloud.</param>
    /// <param name="handler">The connections; owned by this object from now on.</param>
    /// <param name="time">Measures pauses between tries.</param>
    public ShareApi(CloudSettings settings, HttpMessageHandler handler, TimeProvider time)
    {
        this.settings = settings;
        wire = new Wire(handler, time);
        keystone = new Keystone(settings, wire);
    }

    /// <summary>Where the service is, and the version both sides know.</summary>
    sealed record Agreed(Uri Base, Microversion Version);

    /// <summary>The version spoken with this service: the newest both sides know.</summary>
    /// <exception cref="ClientException">The service cannot be reached, or shares no version with this client.</exception>
    public async Task<Microversion> Version(CancellationToken ct) => (await Agree(ct)).Version;

    /// <summary>Who is signed in.</summary>
    public Task<Session> SignedIn(CancellationToken ct) => keystone.SignedIn(ct);

    /// <summary>The id of a project given by name or id; the text itself when Keystone does not tell.</summary>
    public async Task<string> ProjectId(string nameOrId, CancellationToken ct) => await keystone.ProjectId(nameOrId, ct) ?? nameOrId;

    /// <summary>Sends a call to Keystone itself, signed, and reads its answer.</summary>
    /// <exception cref="ClientException">The call failed, or this cloud has no Keystone.</exception>
    internal Task<T> Identity<T>(ApiCall call, JsonTypeInfo<T> type, CancellationToken ct) => keystone.Send(call, type, ct);

    /// <summary>Sends a call to Keystone itself whose answer has no body worth reading.</summary>
    /// <exception cref="ClientException">The call failed, or this cloud has no Keystone.</exception>
    internal Task Identity(ApiCall call, CancellationToken ct) => keystone.Send(call, ct);

    /// <summary>Sends a call and reads its answer.</summary>
    /// <exception cref="ClientException">The call failed.</exception>
    public async Task<T> Send<T>(ApiCall call, JsonTypeInfo<T> type, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(call);
        var answer = await Sent(call, ct);
        try
        {
            return JsonSerializer.Deserialize(answer.Body, type) ?? throw Garbled(answer, null);
        }
        catch (JsonException e)
        {
            throw Garbled(answer, e);
        }
    }

    /// <summary>Sends a call whose answer has no body worth reading.</summary>
    /// <exception cref="ClientException">The call failed.</exception>
    public async Task Send(ApiCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(call);
        await Sent(call, ct);
    }

    async Task<HttpAnswer> Sent(ApiCall call, CancellationToken ct)
    {
        var (root, version) = await Agree(ct);
        if (call.Needs > version) throw TooOld(call, version);
        var address = new Uri(root, call.Path);
        var answer = await SendSigned(token => new HttpCall(call.Method, address,
            [new("X-Auth-Token", token.Reveal()), new(VersionHeader, version.ToString())], call.Body), ct);
        return answer.Succeeded ? answer : throw Fault(answer);
    }

    /// <summary>A token can run out during a long wait: one 401 is answered by signing in again.</summary>
    async Task<HttpAnswer> SendSigned(Func<Secret, HttpCall> make, CancellationToken ct)
    {
        var answer = await wire.Send(make((await keystone.SignedIn(ct)).Token), ct);
        return answer.Status is HttpStatusCode.Unauthorized && keystone.Forget()
            ? await wire.Send(make((await keystone.SignedIn(ct)).Token), ct)
            : answer;
    }

    async Task<Agreed> Agree(CancellationToken ct)
    {
        if (agreed is not null) return agreed;
        var root = ServiceRoot(CatalogLookup.ShareService(await keystone.SignedIn(ct), settings));
        var answer = await SendSigned(token => new HttpCall(HttpMethod.Get, root, [new("X-Auth-Token", token.Reveal())]), ct);
        if (!answer.Succeeded && answer.Status is not HttpStatusCode.MultipleChoices) throw Fault(answer);
        var entry = Versions(answer).Versions?.FirstOrDefault(one => one.Id == "v2.0");
        if (Microversion.Read(entry?.Version) is not { } newest || Microversion.Read(entry?.MinVersion) is not { } oldest) throw Garbled(answer, null);

        var mine = settings.Cap is { } cap && cap < Microversion.Newest ? cap : Microversion.Newest;
        var version = mine < newest ? mine : newest;
        if (version < oldest) throw NoCommonVersion(answer, mine, oldest);
        return agreed = new Agreed(root, version);
    }

    VersionsDocument Versions(HttpAnswer answer)
    {
        try
        {
            return JsonSerializer.Deserialize(answer.Body, WireJson.Default.VersionsDocument) ?? throw Garbled(answer, null);
        }
        catch (JsonException e)
        {
            throw Garbled(answer, e);
        }
    }

    /// <summary>Catalogs publish <c>/v2</c>, <c>/v2/</c> or <c>/v2/PROJECT</c>, behind any prefix; all calls go to <c>…/v2/</c>.</summary>
    static Uri ServiceRoot(Uri published)
    {
        var text = published.GetLeftPart(UriPartial.Path).TrimEnd('/');
        var at = text.LastIndexOf("/v2", StringComparison.Ordinal);
        var ends = at >= 0 && (at + 3 == text.Length || text[at + 3] == '/');
        return new Uri(ends ? text[..(at + 3)] + "/" : text + "/v2/");
    }

    static ClientException TooOld(ApiCall call, Microversion speaks) => new(Trouble.TooOld, $"needs {call.Needs}; this cloud speaks up to {speaks}")
    {
        Where = $"{call.Method} /v2/{call.Path.Split('?')[0]}",
        Remedy = "leave out the option that needs it, or ask the operator for a newer service (a cap set with OS_SHARE_API_VERSION counts too)",
    };

    static ClientException NoCommonVersion(HttpAnswer answer, Microversion mine, Microversion oldest) =>
        new(Trouble.TooOld, $"this client speaks up to {mine}, and the cloud only from {oldest}")
        {
            Where = answer.Request,
            Remedy = "use a newer abaca, or lift OS_SHARE_API_VERSION",
        };

    ClientException Fault(HttpAnswer answer)
    {
        var said = answer.Complaint();
        var (trouble, remedy) = answer.Status switch
        {
            HttpStatusCode.Unauthorized => (Trouble.Unauthenticated, $"check the credentials in {settings.Origin}: the service does not accept the token"),
            HttpStatusCode.NotFound => (Trouble.NotFound, FaultHints.For(answer.Status, said)),
            _ => (Trouble.Refused, FaultHints.For(answer.Status, said)),
        };
        return new ClientException(trouble, said)
        {
            Status = (int)answer.Status, RequestId = answer.RequestId, Where = answer.Request, Remedy = remedy,
        };
    }

    static ClientException Garbled(HttpAnswer answer, Exception? cause) =>
        new(Trouble.Garbled, "the answer is not one of the Shared File Systems API v2", cause)
        {
            Status = (int)answer.Status, RequestId = answer.RequestId, Where = answer.Request,
            Remedy = "check that the endpoint in the catalog, or OS_ENDPOINT, leads to the share service",
        };

    /// <inheritdoc/>
    public void Dispose() => wire.Dispose();
}
