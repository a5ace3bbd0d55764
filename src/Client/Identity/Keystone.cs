using System.Net;

namespace Abaca.Client;

/// <summary>Signs in at Keystone v3, once per process unless the token runs out.</summary>
/// <param name="settings">Who we are and where Keystone is.</param>
/// <param name="wire">The connections.</param>
sealed class Keystone(CloudSettings settings, Wire wire)
{
    Session? session;

    /// <summary>The session; signs in at the first call.</summary>
    /// <exception cref="ClientException">Keystone cannot be reached or refuses.</exception>
    public async Task<Session> SignedIn(CancellationToken ct) =>
        session ??= settings.AuthType is AuthType.None ? WithoutKeystone() : await SignIn(ct);

    /// <summary>Forgets the token, because the share service no longer takes it.</summary>
    /// <returns>False when signing in anew cannot help.</returns>
    public bool Forget()
    {
        session = null;
        return settings.AuthType is AuthType.Password or AuthType.ApplicationCredential;
    }

    /// <summary>The id of a project that is named.</summary>
    /// <returns>Null when Keystone does not know it or does not let this user ask.</returns>
    public async Task<string?> ProjectId(string name, CancellationToken ct)
    {
        var signedIn = await SignedIn(ct);
        if (name == signedIn.ProjectId || name == signedIn.ProjectName) return signedIn.ProjectId;
        if (settings.AuthUrl is null) return null;
        var address = new Uri(Root(), $"projects?name={Uri.EscapeDataString(name)}");
        var answer = await wire.Send(new HttpCall(HttpMethod.Get, address, [new("X-Auth-Token", signedIn.Token.Reveal())]), ct);
        if (!answer.Succeeded) return null;
        var found = Read(answer, WireJson.Default.ProjectsDocument).Projects ?? [];
        return found is [{ Id: { } id }] ? id : null;
    }

    /// <summary>Sends a call with the token, below <c>/v3/</c>, and reads its answer.</summary>
    /// <exception cref="ClientException">It failed, or this cloud has no Keystone.</exception>
    public async Task<T> Send<T>(ApiCall call, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken ct) =>
        Read(await Sent(call, ct), type);

    /// <summary>Sends a call with the token whose answer has no body worth reading.</summary>
    /// <exception cref="ClientException">It failed, or this cloud has no Keystone.</exception>
    public Task Send(ApiCall call, CancellationToken ct) => Sent(call, ct);

    async Task<HttpAnswer> Sent(ApiCall call, CancellationToken ct)
    {
        if (settings.AuthType is AuthType.None)
            throw new ClientException(Trouble.Misconfigured, "this cloud has no users: it asks nobody for a password") { Where = settings.Origin, Remedy = "users are there with auth_strategy = embedded" };
        var answer = await wire.Send(Signed(call, await SignedIn(ct)), ct);
        if (answer.Status is HttpStatusCode.Unauthorized && Forget()) answer = await wire.Send(Signed(call, await SignedIn(ct)), ct);
        return answer.Succeeded ? answer : throw IdentityFault.Of(answer, settings.Origin);
    }

    HttpCall Signed(ApiCall call, Session session) =>
        new(call.Method, new Uri(Root(), call.Path), [new("X-Auth-Token", session.Token.Reveal())], call.Body);

    Session WithoutKeystone()
    {
        var user = settings.User.Name ?? settings.User.Id ?? "admin";
        var project = settings.Scope.Project.Id ?? settings.Scope.Project.Name ?? "admin";
        return new Session(settings.Token ?? new Secret($"{user}:{project}"), project, project, user, []);
    }

    async Task<Session> SignIn(CancellationToken ct)
    {
        var answer = await wire.Send(new HttpCall(HttpMethod.Post, new Uri(Root(), "auth/tokens"), [], TokenRequest.Of(settings)), ct);
        if (!answer.Succeeded) throw Refused(answer);
        var body = Read(answer, WireJson.Default.TokenDocument).Token;
        if (answer.SubjectToken is not { } token || body is null) throw Garbled(answer, null);
        var endpoints =
            from service in body.Catalog ?? []
            from endpoint in service.Endpoints ?? []
            where service.Type is not null && endpoint.Url is not null
            select new CatalogEndpoint(service.Type!, SettingsSource.InterfaceNamed(endpoint.Interface ?? "public"), endpoint.RegionId ?? endpoint.Region ?? "", endpoint.Url!);
        return new Session(token, body.Project?.Id, body.Project?.Name, body.User?.Name, [.. endpoints]) { UserId = body.User?.Id };
    }

    /// <summary>People write Keystone's address with and without the version; <c>v3/</c> is what we need.</summary>
    Uri Root()
    {
        var text = settings.AuthUrl!.GetLeftPart(UriPartial.Path).TrimEnd('/');
        if (text.EndsWith("/v2.0", StringComparison.Ordinal)) text = text[..^5];
        return new Uri(text.EndsWith("/v3", StringComparison.Ordinal) ? text + "/" : text + "/v3/");
    }

    ClientException Refused(HttpAnswer answer)
    {
        var who = settings.User.Name ?? settings.User.Id ?? settings.CredentialName ?? settings.CredentialId ?? "the token's owner";
        var (what, remedy) = answer.Status switch
        {
            HttpStatusCode.Unauthorized => ($"Keystone does not accept the credentials of '{who}'",
                $"check user, password, domains and project in {settings.Origin}"),
            HttpStatusCode.NotFound or HttpStatusCode.MultipleChoices => ($"there is no Keystone v3 at {settings.AuthUrl}",
                "check the address: it usually ends in :5000/v3"),
            HttpStatusCode.TooManyRequests => ("Keystone refuses further attempts for now: too many failed", "wait a minute, and correct the password before trying again"),
            HttpStatusCode.ServiceUnavailable => ($"Keystone answered: {answer.Complaint()}", "try again in a moment"),
            _ => ($"Keystone answered: {answer.Complaint()}", "ask the cloud's operator, naming the request id"),
        };
        return new ClientException(answer.Status is HttpStatusCode.Unauthorized ? Trouble.Unauthenticated : Trouble.Refused, what)
        {
            Status = (int)answer.Status, RequestId = answer.RequestId, Where = answer.Request, Remedy = remedy,
        };
    }

    static T Read<T>(HttpAnswer answer, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(answer.Body, type) ?? throw Garbled(answer, null);
        }
        catch (JsonException e)
        {
            throw Garbled(answer, e);
        }
    }

    static ClientException Garbled(HttpAnswer answer, Exception? cause) =>
        new(Trouble.Garbled, "the answer is not one of Keystone v3", cause) { Where = answer.Request, Remedy = "check that OS_AUTH_URL leads to Keystone" };
}
