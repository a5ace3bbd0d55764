namespace Abaca.Client;

/// <summary>Writes the body of Keystone v3's POST /auth/tokens.</summary>
static class TokenRequest
{
    /// <summary>The body for these settings.</summary>
    public static JsonObject Of(CloudSettings settings)
    {
        var auth = new JsonObject { ["identity"] = Identity(settings) };
        // An application credential carries its own scope: Keystone refuses a request that names another.
        if (settings.AuthType is not AuthType.ApplicationCredential && ScopeOf(settings.Scope) is { } scope) auth["scope"] = scope;
        return new JsonObject { ["auth"] = auth };
    }

    static JsonObject Identity(CloudSettings s)
    {
        var (method, proof) = s.AuthType switch
        {
            AuthType.Token => ("token", new JsonObject { ["id"] = s.Token!.Reveal() }),
            AuthType.ApplicationCredential => ("application_credential", Credential(s)),
            _ => ("password", new JsonObject { ["user"] = UserWithPassword(s) }),
        };
        return new JsonObject { ["methods"] = new JsonArray(JsonValue.Create(method)), [method] = proof };
    }

    static JsonObject Credential(CloudSettings s)
    {
        var credential = s.CredentialId is { } id
            ? new JsonObject { ["id"] = id }
            : new JsonObject { ["name"] = s.CredentialName, ["user"] = Named(s.User) };
        credential["secret"] = s.CredentialSecret!.Reveal();
        return credential;
    }

    static JsonObject UserWithPassword(CloudSettings s)
    {
        var user = Named(s.User);
        user["password"] = s.Password!.Reveal();
        return user;
    }

    static JsonObject? ScopeOf(Scope scope) => scope switch
    {
        { System: not null } => new JsonObject { ["system"] = new JsonObject { ["all"] = true } },
        { Project.IsEmpty: false } => new JsonObject { ["project"] = Named(scope.Project) },
        { DomainId: { } id } => new JsonObject { ["domain"] = new JsonObject { ["id"] = id } },
        { DomainName: { } name } => new JsonObject { ["domain"] = new JsonObject { ["name"] = name } },
        _ => null,
    };

    /// <summary>An id stands alone; a name stands in its domain, which is "default" unless said otherwise.</summary>
    static JsonObject Named(KeystoneName name) => name.Id is { } id
        ? new JsonObject { ["id"] = id }
        : new JsonObject
        {
            ["name"] = name.Name,
            ["domain"] = name.DomainId is null && name.DomainName is { } domain
                ? new JsonObject { ["name"] = domain }
                : new JsonObject { ["id"] = name.DomainId ?? "default" },
        };
}
