namespace Abaca.Server.Identity;

/// <summary>Every refusal of the identity service.</summary>
static class IdentityRefusals
{
    /// <summary>400: the request itself is wrong.</summary>
    public static IdentityRefusal Bad(string message) => new(400, "Bad Request", message);

    /// <summary>401, in one wording for every cause, so that the answer does not tell who or what exists.</summary>
    public static IdentityRefusal WhoAreYou() => new(401, "Unauthorized", "The request you have made requires authentication.");

    /// <summary>403: known, but not allowed.</summary>
    public static IdentityRefusal NotAllowed(string why = "You are not authorized to perform the requested action.") =>
        new(403, "Forbidden", why);

    /// <summary>404 for a resource.</summary>
    public static IdentityRefusal NotFound(string kind, string id) => new(404, "Not Found", $"Could not find {kind}: {Shortened(id)}.");

    /// <summary>404 for a path.</summary>
    public static IdentityRefusal NoSuchPath() => new(404, "Not Found", "The resource could not be found.");

    /// <summary>405.</summary>
    public static IdentityRefusal NoSuchMethod() =>
        new(405, "Method Not Allowed", "The method is not allowed for the requested URL.");

    /// <summary>409: the name is taken.</summary>
    public static IdentityRefusal Taken(string kind, string name) =>
        new(409, "Conflict", $"Conflict occurred attempting to store {kind} - it is not permitted to have two with the name {Shortened(name)}.");

    /// <summary>400, 408 or 413: the body cannot be read.</summary>
    public static IdentityRefusal Broken(int status, string message) => status switch
    {
        413 => new(413, "Request Entity Too Large", message),
        408 => new(408, "Request Timeout", message),
        _ => Bad(message),
    };

    /// <summary>503: nobody's password or token can be looked at.</summary>
    public static IdentityRefusal NoDatabase() =>
        new(503, "Service Unavailable", "The service cannot reach its database at the moment. Try again later.") { RetryAfter = TimeSpan.FromSeconds(5) };

    /// <summary>429: wrong guesses were made; no attempt was counted.</summary>
    public static IdentityRefusal SlowDown(TimeSpan wait) =>
        new(429, "Too Many Requests", "Too many failed attempts. Wait before trying again.") { RetryAfter = wait };

    /// <summary>503: too many passwords are being checked.</summary>
    public static IdentityRefusal TooBusy() =>
        new(503, "Service Unavailable", "Too many authentications at once. Try again.") { RetryAfter = TimeSpan.FromSeconds(1) };

    static string Shortened(string text) => text.Length <= 64 ? text : text[..64] + "…";
}
