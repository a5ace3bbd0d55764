namespace Abaca.Server.Http;

/// <summary>The catalogue of refusals that several slices share. A slice's own are beside its use cases.</summary>
public static class Refusals
{
    /// <summary>400.</summary>
    public static ApiRefusal Bad(string message) => new(400, message);

    /// <summary>400 for one field of a body or query.</summary>
    public static ApiRefusal BadField(string field, string problem) => new(400, $"Invalid input for {field}: {problem}");

    /// <summary>403 for a policy rule.</summary>
    public static ApiRefusal Forbidden(string rule) => new(403, $"Policy doesn't allow {rule} to be performed.");

    /// <summary>403 with another reason.</summary>
    public static ApiRefusal NotAllowed(string message) => new(403, message);

    /// <summary>404 for a resource that is not there or not the caller's.</summary>
    public static ApiRefusal NotFound(string kind, string id) => new(404, $"{kind} {id} could not be found.");

    /// <summary>404 for an endpoint that the requested version does not have.</summary>
    public static ApiRefusal NoSuchOperation() => new(404, "The resource could not be found.");

    /// <summary>409.</summary>
    public static ApiRefusal Conflict(string message) => new(409, message);

    /// <summary>413, quota.</summary>
    public static ApiRefusal OverLimit(string message) => new(413, message);

    /// <summary>422.</summary>
    public static ApiRefusal Unprocessable(string message) => new(422, message);
}
