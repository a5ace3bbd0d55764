namespace Abaca.Client;

/// <summary>How a client proves who it is.</summary>
public enum AuthType
{
    /// <summary>User and password at Keystone.</summary>
    Password,

    /// <summary>A token that Keystone gave earlier, exchanged for one of the asked scope.</summary>
    Token,

    /// <summary>An application credential: an id (or a name with its user) and a secret.</summary>
    ApplicationCredential,

    /// <summary>No Keystone: the endpoint is given; the token header carries the given token, else <c>user:project</c> (Manila's noauth).</summary>
    None,
}

/// <summary>A Keystone name with the domain it lives in. Either the id or the name is enough; the id wins.</summary>
/// <param name="Id">The id, when known.</param>
/// <param name="Name">The name, when known.</param>
/// <param name="DomainId">The domain's id; only needed with a name.</param>
/// <param name="DomainName">The domain's name; only needed with a name.</param>
public sealed record KeystoneName(string? Id, string? Name, string? DomainId, string? DomainName)
{
    /// <summary>Whether neither an id nor a name is given.</summary>
    public bool IsEmpty => Id is null && Name is null;
}

/// <summary>What the token is for. At most one of the three is used: system, then project, then domain.</summary>
/// <param name="Project">The project, possibly empty.</param>
/// <param name="DomainId">The domain's id for a domain-scoped token.</param>
/// <param name="DomainName">The domain's name for a domain-scoped token.</param>
/// <param name="System">"all" for a system-scoped token.</param>
public sealed record Scope(KeystoneName Project, string? DomainId, string? DomainName, string? System);

/// <summary>How the connection is protected.</summary>
/// <param name="Verify">False accepts any certificate.</param>
/// <param name="CaFile">A PEM file with the certificates to trust instead of the system's.</param>
/// <param name="CertificateFile">A PEM file with the client's own certificate.</param>
/// <param name="KeyFile">A PEM file with the key of that certificate.</param>
public sealed record TlsSettings(bool Verify = true, string? CaFile = null, string? CertificateFile = null, string? KeyFile = null);

/// <summary>Everything needed to reach one cloud, wherever it was read from. Immutable.</summary>
public sealed record CloudSettings
{
    /// <summary>Where these settings come from, for error messages: "the OS_* environment variables", "cloud 'x' in FILE".</summary>
    public required string Origin { get; init; }

    /// <summary>How to authenticate.</summary>
    public required AuthType AuthType { get; init; }

    /// <summary>Keystone's address; null only with <see cref="AuthType.None"/>.</summary>
    public Uri? AuthUrl { get; init; }

    /// <summary>The user.</summary>
    public KeystoneName User { get; init; } = new(null, null, null, null);

    /// <summary>The user's password.</summary>
    public Secret? Password { get; init; }

    /// <summary>The token to exchange.</summary>
    public Secret? Token { get; init; }

    /// <summary>Id of the application credential; or null when it is named.</summary>
    public string? CredentialId { get; init; }

    /// <summary>Name of the application credential; then <see cref="User"/> is its owner.</summary>
    public string? CredentialName { get; init; }

    /// <summary>Secret of the application credential.</summary>
    public Secret? CredentialSecret { get; init; }

    /// <summary>What the token is for.</summary>
    public Scope Scope { get; init; } = new(new(null, null, null, null), null, null, null);

    /// <summary>The region whose endpoint is wanted; null takes the first.</summary>
    public string? Region { get; init; }

    /// <summary>"public", "internal" or "admin".</summary>
    public string Interface { get; init; } = "public";

    /// <summary>The address of the share service, when the catalog is to be bypassed.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>How the connection is protected.</summary>
    public TlsSettings Tls { get; init; } = new();

    /// <summary>The newest version to speak, when the user caps it.</summary>
    public Microversion? Cap { get; init; }
}
