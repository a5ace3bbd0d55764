namespace Abaca.Server.Identity;

/// <summary>How the embedded identity service behaves.</summary>
public sealed record IdentitySettings
{
    /// <summary>Where the server is reached, without a path: <c>http://127.0.0.1:8786</c>. Goes into the 401 challenge and the credential files.</summary>
    public required Uri PublicBase { get; init; }

    /// <summary>PEM file with which clients check the server's certificate; named in the credential files. Null: they need none.</summary>
    public string? CaFile { get; init; }

    /// <summary>Directory of the credential files that the first start writes.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>
    /// Whether the catalog and links name the address the client itself used (its Host header). Right for loopback, tunnels and several
    /// networks. Switch it off to publish <see cref="PublicBase"/> to everybody, as needed behind a proxy that ends TLS.
    /// </summary>
    public bool FollowClient { get; init; } = true;

    /// <summary>How long a token made from a password or an application credential lasts.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long a checked token is believed without another look at the database. Changes made by this process count at once whatever
    /// this says; it bounds how late changes made by another process (<c>abaca identity …</c>) are seen.
    /// </summary>
    public TimeSpan Recheck { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often expired tokens are deleted.</summary>
    public TimeSpan PurgeEvery { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The one region of the catalog.</summary>
    public string Region { get; init; } = "RegionOne";

    /// <summary>Rounds of PBKDF2-HMAC-SHA512 for a new password. Older hashes with another number stay valid.</summary>
    public int PasswordRounds { get; init; } = 210_000;

    /// <summary>How fast wrong guesses are answered.</summary>
    public GuessLimits Guesses { get; init; } = new();

    /// <summary>Where clients send authentication requests: <c>…/identity/v3</c>.</summary>
    public string AuthUrl => PublicBase.GetLeftPart(UriPartial.Authority) + "/identity/v3";
}
