namespace Abaca.Server.Identity.Api;

/// <summary>How things of the identity service look in JSON.</summary>
static class Views
{
    /// <summary>A moment as Keystone writes it in tokens: microseconds and a Z.</summary>
    public static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Members of a user.</summary>
    public static void User(Utf8JsonWriter json, User user, string root)
    {
        json.WriteString("id", user.Id);
        json.WriteString("name", user.Name);
        json.WriteString("domain_id", Domain.Default.Id);
        json.WriteBoolean("enabled", user.Enabled);
        if (user.Description is not null) json.WriteString("description", user.Description);
        if (user.Email is not null) json.WriteString("email", user.Email);
        if (user.DefaultProjectId is not null) json.WriteString("default_project_id", user.DefaultProjectId);
        json.WriteNull("password_expires_at");
        NoOptions(json);
        Self(json, $"{root}/users/{user.Id}");
    }

    /// <summary>Members of a project.</summary>
    public static void Project(Utf8JsonWriter json, Project project, string root)
    {
        json.WriteString("id", project.Id);
        json.WriteString("name", project.Name);
        json.WriteString("domain_id", Domain.Default.Id);
        json.WriteString("parent_id", Domain.Default.Id);
        json.WriteString("description", project.Description);
        json.WriteBoolean("enabled", project.Enabled);
        json.WriteBoolean("is_domain", false);
        NoTags(json);
        Self(json, $"{root}/projects/{project.Id}");
    }

    /// <summary>Members of a domain.</summary>
    public static void Domains(Utf8JsonWriter json, Domain domain, string root)
    {
        json.WriteString("id", domain.Id);
        json.WriteString("name", domain.Name);
        json.WriteString("description", "The default domain");
        json.WriteBoolean("enabled", true);
        NoTags(json);
        Self(json, $"{root}/domains/{domain.Id}");
    }

    /// <summary>Members of a role.</summary>
    public static void Role(Utf8JsonWriter json, Role role, string root)
    {
        json.WriteString("id", role.Id);
        json.WriteString("name", role.Name);
        json.WriteNull("domain_id");
        json.WriteString("description", role.Description);
        NoOptions(json);
        Self(json, $"{root}/roles/{role.Id}");
    }

    /// <summary>Members of an application credential, never its secret.</summary>
    public static void Credential(Utf8JsonWriter json, ApplicationCredential one, IEnumerable<Role> roles, string root)
    {
        json.WriteString("id", one.Id);
        json.WriteString("name", one.Name);
        json.WriteString("description", one.Description);
        json.WriteString("user_id", one.UserId);
        json.WriteString("project_id", one.ProjectId);
        json.WriteNull("system");
        json.WriteBoolean("unrestricted", one.Unrestricted);
        json.WriteString("expires_at", one.ExpiresAt is { } at ? Stamp(at).TrimEnd('Z') : null);
        json.WriteStartArray("roles");
        foreach (var role in roles.Where(r => one.RoleIds.Contains(r.Id))) RoleLine(json, role);
        json.WriteEndArray();
        Self(json, $"{root}/users/{one.UserId}/application_credentials/{one.Id}");
    }

    /// <summary>A role in a list inside something else.</summary>
    public static void RoleLine(Utf8JsonWriter json, Role role)
    {
        json.WriteStartObject();
        json.WriteString("id", role.Id);
        json.WriteString("name", role.Name);
        json.WriteNull("domain_id");
        json.WriteEndObject();
    }

    /// <summary>An object with id and name, in the default domain when asked for.</summary>
    public static void Named(Utf8JsonWriter json, string field, string id, string? name, bool withDomain)
    {
        json.WriteStartObject(field);
        json.WriteString("id", id);
        if (name is not null) json.WriteString("name", name);
        if (withDomain) Named(json, "domain", Domain.Default.Id, Domain.Default.Name, withDomain: false);
        json.WriteEndObject();
    }

    /// <summary>Tags and options, which nothing has here.</summary>
    static void NoTags(Utf8JsonWriter json)
    {
        json.WriteStartArray("tags");
        json.WriteEndArray();
        NoOptions(json);
    }

    static void NoOptions(Utf8JsonWriter json)
    {
        json.WriteStartObject("options");
        json.WriteEndObject();
    }

    /// <summary>The link to itself.</summary>
    public static void Self(Utf8JsonWriter json, string address)
    {
        json.WriteStartObject("links");
        json.WriteString("self", address);
        json.WriteEndObject();
    }
}
