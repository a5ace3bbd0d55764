namespace Abaca.Server.Networks;

/// <summary>Id of a security service: a 36-character uuid.</summary>
public readonly record struct SecurityServiceId(string Text) : IId
{
    /// <summary>A new one.</summary>
    public static SecurityServiceId New() => new(Guid.NewGuid().ToString());

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>A directory that share servers join, as stored.</summary>
public sealed record SecurityService : IResource<SecurityService>
{
    /// <inheritdoc/>
    public static string Kind => "Security service";

    /// <inheritdoc/>
    public static string? SeenBy => "security_service:show";

    /// <inheritdoc/>
    public static bool ForeignIsForbidden => true;

    /// <summary>What it may be when it is made.</summary>
    public static IReadOnlyList<string> Types { get; } = ["ldap", "kerberos", ActiveDirectory];

    /// <summary>The type that knows sites.</summary>
    public const string ActiveDirectory = "active_directory";

    /// <inheritdoc/>
    public Owner? Owner => new(ProjectId);

    /// <summary>Id.</summary>
    public required SecurityServiceId Id { get; init; }

    /// <summary>Owner.</summary>
    public required string ProjectId { get; init; }

    /// <summary>See <see cref="Types"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>Description, or null.</summary>
    public string? Description { get; init; }

    /// <summary>Address of a name server.</summary>
    public string? DnsIp { get; init; }

    /// <summary>Name or address of the directory's server.</summary>
    public string? Server { get; init; }

    /// <summary>Domain.</summary>
    public string? Domain { get; init; }

    /// <summary>User that joins.</summary>
    public string? User { get; init; }

    /// <summary>His password, which the API shows to the project. Never logged.</summary>
    public string? Password { get; init; }

    /// <summary>Organizational unit.</summary>
    public string? Ou { get; init; }

    /// <summary>Site of an active directory.</summary>
    public string? DefaultAdSite { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Last change.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Share networks that it is attached to; null: they were not read.</summary>
    public IReadOnlyList<string>? Networks { get; init; }

    // The password must not get into a log by way of the generated text.
    /// <inheritdoc/>
    public override string ToString() => $"{Type} {Id}";
}
