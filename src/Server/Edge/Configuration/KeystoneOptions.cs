namespace Abaca.Server.Configuration;

/// <summary>How the service speaks with a Keystone: section <c>keystone_authtoken</c>, as keystonemiddleware reads it.</summary>
public sealed record KeystoneOptions
{
    /// <summary><c>auth_url</c>: where the service's own user logs in, with or without the version; <c>www_authenticate_uri</c> when absent; null: neither is given.</summary>
    public required string? AuthUrl { get; init; }

    /// <summary><c>www_authenticate_uri</c>: the address that clients are told with a 401; null: <see cref="AuthUrl"/>.</summary>
    public required string? PublicUrl { get; init; }

    /// <summary>The service's own user.</summary>
    public required KeystoneName User { get; init; }

    /// <summary><c>password</c> of that user; null: none is given.</summary>
    public required string? Password { get; init; }

    /// <summary>The project that its token is for; empty with <see cref="SystemScope"/>.</summary>
    public required KeystoneName Project { get; init; }

    /// <summary><c>system_scope = all</c>: its token is for the system instead of a project.</summary>
    public required bool SystemScope { get; init; }

    /// <summary><c>interface</c>: the endpoint of the catalog at which tokens are validated.</summary>
    public required string Interface { get; init; }

    /// <summary><c>region_name</c>: region of that endpoint; null: any.</summary>
    public required string? Region { get; init; }

    /// <summary><c>service_token_roles</c>: whoever has one of them is a service.</summary>
    public required IReadOnlyList<string> ServiceRoles { get; init; }

    /// <summary><c>service_token_roles_required</c>: a service token without such a role is refused.</summary>
    public required bool ServiceRolesRequired { get; init; }

    /// <summary><c>http_connect_timeout</c>: one request may take so long, connecting included.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary><c>http_request_max_retries</c>: how often a connection that fails is tried again.</summary>
    public required int Retries { get; init; }

    /// <summary>How Keystone's certificate is checked.</summary>
    public required KeystoneTls Tls { get; init; }

    /// <summary>How long tokens are believed, and the memory that processes share.</summary>
    public required TokenCacheOptions Cache { get; init; }

    /// <summary>Options that are understood only so far as to refuse them, with what they ask for.</summary>
    internal IReadOnlyList<(string Key, string Problem, string Remedy)> Refused { get; private init; } = [];

    /// <summary>Never the password.</summary>
    public override string ToString() => $"{nameof(KeystoneOptions)} {{ AuthUrl = {AuthUrl}, User = {User}, Password = {Finding.Masked} }}";

    /// <summary>The section.</summary>
    internal const string Name = "keystone_authtoken";

    static readonly OptionSection Section = new(Name);

    internal static IReadOnlyList<KnownOption> Known { get; } =
    [
        Section.Word("auth_type", "password", "How the service's own user logs in; only password (or v3password) is understood.").Was(Name, "auth_plugin"),
        Section.Word("auth_section", null, "Not understood, and therefore an error when it is given: write the options here."),
        Section.Word("auth_url", null, "Keystone's address for the service itself, such as http://192.0.2.5:5000; www_authenticate_uri when absent."),
        Section.Word("www_authenticate_uri", null, "Keystone's public address, which clients are told with a 401; auth_url when absent.").Was(Name, "auth_uri"),
        Section.Text("username", null, "The service's own user; needs the role service (or admin) on its project.").Was(Name, "user_name").Was(Name, "user-name"),
        Section.Word("user_id", null, "Its id, instead of username and domain."),
        Section.Word("user_domain_id", null, "Domain of that user; default when neither id nor name is given."),
        Section.Text("user_domain_name", null, "Domain of that user, by its name."),
        Section.Secret("password", null, "Its password. Changed in the file, it is used as soon as Keystone refuses the old one."),
        Section.Text("project_name", null, "The project of the service's own token.").Was(Name, "tenant_name"),
        Section.Word("project_id", null, "Its id, instead of project_name and domain.").Was(Name, "tenant_id"),
        Section.Word("project_domain_id", null, "Domain of that project; default when neither id nor name is given."),
        Section.Text("project_domain_name", null, "Domain of that project, by its name."),
        Section.Word("default_domain_id", null, "Domain of user and project where theirs is not given."),
        Section.Text("default_domain_name", null, "The same by its name."),
        Section.Word("system_scope", null, "all: the service's own token is for the system instead of a project."),
        Section.Word("interface", "internal", "Endpoint of the catalog at which tokens are validated; auth_url where the catalog has none.").OneOf("public", "internal", "admin"),
        Section.Word("region_name", null, "Region of that endpoint."),
        Section.List("service_token_roles", "service", "Roles of which a service token needs one."),
        Section.Flag("service_token_roles_required", true, "A service token without such a role is refused with 401."),
        Section.Flag("insecure", false, "Do not check Keystone's certificate."),
        Section.Text("cafile", null, "PEM file: authorities that Keystone's certificate is checked with, instead of the system's."),
        Section.Text("certfile", null, "PEM file: the certificate that Keystone is shown."),
        Section.Text("keyfile", null, "PEM file: its private key."),
        Section.Number("http_connect_timeout", "10", "Seconds that one request to Keystone may take.").Between(0.1, 600),
        Section.Integer("http_request_max_retries", 3, "How often a connection that fails is tried again.").Between(0, 10),
        Section.Word("enforce_token_bind", "permissive", "Binding of tokens: disabled or permissive; tokens that are bound are refused with both."),
        .. TokenCacheOptions.Known,
    ];

    internal static KeystoneOptions Read(OptionReader reader)
    {
        var section = reader.In(Name);
        var (defaultId, defaultName) = (section.TextOrNull("default_domain_id"), section.TextOrNull("default_domain_name"));
        KeystoneName Named(string id, string name, string kind)
        {
            var (domainId, domainName) = (section.TextOrNull(kind + "_domain_id"), section.TextOrNull(kind + "_domain_name"));
            return domainId is null && domainName is null
                ? new(section.TextOrNull(id), section.TextOrNull(name), defaultId, defaultName)
                : new(section.TextOrNull(id), section.TextOrNull(name), domainId, domainName);
        }
        var shown = section.TextOrNull("www_authenticate_uri");
        return new KeystoneOptions
        {
            AuthUrl = section.TextOrNull("auth_url") ?? shown,
            PublicUrl = shown,
            User = Named("user_id", "username", "user"),
            Password = section.TextOrNull("password"),
            Project = Named("project_id", "project_name", "project"),
            SystemScope = section.TextOrNull("system_scope") == "all",
            Interface = section.Text("interface").Trim().ToLowerInvariant(),
            Region = section.TextOrNull("region_name"),
            ServiceRoles = [.. section.List("service_token_roles").Select(role => role.ToLowerInvariant())],
            ServiceRolesRequired = section.Flag("service_token_roles_required"),
            Timeout = section.Seconds("http_connect_timeout"),
            Retries = section.Integer("http_request_max_retries"),
            Tls = new(section.Flag("insecure"), section.TextOrNull("cafile"), section.TextOrNull("certfile"), section.TextOrNull("keyfile")),
            Cache = TokenCacheOptions.Read(reader),
            Refused = [.. Unknown(section)],
        };
    }

    static IEnumerable<(string, string, string)> Unknown(SectionReader section)
    {
        if (section.Text("auth_type").Trim() is var type && type is not ("password" or "v3password"))
            yield return ("auth_type", "names a way to log in that this release does not know", "write auth_type = password, with username and password");
        if (section.TextOrNull("auth_section") is not null)
            yield return ("auth_section", "leads to another section, which is not followed", "write the options of that section here");
        if (section.Text("enforce_token_bind").Trim() is not ("disabled" or "permissive"))
            yield return ("enforce_token_bind", "demands tokens that are bound, which are not understood", "write permissive; tokens that are bound are refused");
    }
}

/// <summary>A user or a project as Keystone is asked for it: by id, else by a name in a domain. A domain that is not given is <c>default</c>.</summary>
/// <param name="Id">Its id, or null.</param>
/// <param name="Name">Its name, or null.</param>
/// <param name="DomainId">Id of the name's domain, or null.</param>
/// <param name="DomainName">Name of the name's domain, or null.</param>
public sealed record KeystoneName(string? Id, string? Name, string? DomainId, string? DomainName)
{
    /// <summary>Whether neither an id nor a name is given.</summary>
    public bool IsEmpty => Id is null && Name is null;
}

/// <summary>How Keystone's certificate is checked, and the one it is shown.</summary>
/// <param name="Insecure">Any certificate is taken.</param>
/// <param name="CaFile">PEM file of the authorities to trust instead of the system's, or null.</param>
/// <param name="CertificateFile">PEM file of the service's certificate as a client, or null.</param>
/// <param name="KeyFile">PEM file of its key, or null.</param>
public sealed record KeystoneTls(bool Insecure, string? CaFile, string? CertificateFile, string? KeyFile);
