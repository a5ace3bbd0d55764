namespace Abaca.Server.Configuration;

/// <summary>Who checks tokens.</summary>
public enum AuthStrategy
{
    /// <summary>Abaca's own identity service, on the API's address.</summary>
    Embedded,
    /// <summary>Nobody: Manila's header form, with the project id in the URL that <c>X-Server-Management-Url</c> names. For tests.</summary>
    NoAuth,
    /// <summary>As <see cref="NoAuth"/>, without the project id in that URL.</summary>
    NoAuthV2,
    /// <summary>A Keystone elsewhere.</summary>
    Keystone,
}

/// <summary>Authentication, and how the embedded identity service behaves.</summary>
public sealed record AuthenticationOptions
{
    /// <summary><c>auth_strategy</c>.</summary>
    public required AuthStrategy Strategy { get; init; }

    /// <summary><c>[identity] region</c>: the region of the catalog.</summary>
    public required string Region { get; init; }

    /// <summary><c>[identity] token_lifetime</c>.</summary>
    public required TimeSpan TokenLifetime { get; init; }

    /// <summary><c>[identity] public_base</c>: scheme and host that the catalog names, or null for what the client itself used.</summary>
    public required string? PublicBase { get; init; }

    /// <summary><c>[identity] free_guesses</c>: wrong passwords for one user before answers slow down.</summary>
    public required int FreeGuesses { get; init; }

    /// <summary><c>[identity] longest_pause</c>: the longest pause after wrong guesses.</summary>
    public required TimeSpan LongestPause { get; init; }

    /// <summary>Section <c>keystone_authtoken</c>; used with <see cref="AuthStrategy.Keystone"/> only.</summary>
    public required KeystoneOptions Keystone { get; init; }

    const string Name = "identity";
    static readonly OptionSection Default = new(IniFile.Default);
    static readonly OptionSection Section = new(Name);

    internal static OptionName StrategyName { get; } = new(IniFile.Default, "auth_strategy");

    internal static IReadOnlyList<KnownOption> Known { get; } =
    [
        Default.Word("auth_strategy", null,
            "Who checks tokens: embedded (Abaca's own identity service), keystone (section keystone_authtoken), or noauth and noauthv2 for tests, which open loopback only.")
            .OneOf("embedded", "noauth", "noauthv2", "keystone").OtherwiseFromMachine("keystone where there is a section keystone_authtoken, else embedded"),
        Default.Word("os_region_name", "RegionOne", "Region of this service, as the catalog names it."),
        Section.Word("region", "${DEFAULT.os_region_name}", "Region of the service catalog."),
        Section.Integer("token_lifetime", 3600, "Seconds that a token lasts.").AtLeast(60),
        Section.Word("public_base", null, "Scheme and host that the catalog names, for a proxy in front; without it, what the client used."),
        Section.Integer("free_guesses", 5, "Wrong passwords for one user before answers slow down.").AtLeast(0),
        Section.Integer("longest_pause", 60, "Seconds of the longest pause after wrong passwords.").AtLeast(1),
        .. KeystoneOptions.Known,
    ];

    internal static AuthenticationOptions Read(OptionReader reader)
    {
        var section = reader.In(Name);
        return new AuthenticationOptions
        {
            Strategy = Enum.TryParse<AuthStrategy>(reader.In(IniFile.Default).Text("auth_strategy").Trim(), ignoreCase: true, out var strategy)
                ? strategy : AuthStrategy.Embedded,
            Region = section.Text("region"),
            TokenLifetime = section.Seconds("token_lifetime"),
            PublicBase = section.TextOrNull("public_base"),
            FreeGuesses = section.Integer("free_guesses"),
            LongestPause = section.Seconds("longest_pause"),
            Keystone = KeystoneOptions.Read(reader),
        };
    }
}
