using Microsoft.AspNetCore.Http;

namespace Abaca.Server.Http;

/// <summary>A body that cannot be read.</summary>
/// <param name="status">HTTP status of the answer; null: the client is gone, nobody reads an answer.</param>
/// <param name="message">For the caller.</param>
sealed class BrokenBody(int? status, string message) : Exception(message)
{
    /// <summary>HTTP status of the answer; null: the client is gone, nobody reads an answer.</summary>
    public int? Status => status;

    /// <summary>Longer than a body may be.</summary>
    public static BrokenBody TooLarge() => new(413, "Request is too large.");

    /// <summary>The connection ended before the body did.</summary>
    public static BrokenBody ClientIsGone() => new(null, "The client went away in the middle of its request.");

    /// <summary>The HTTP server could make nothing of it, and says so with a status.</summary>
    public static BrokenBody Of(int status) => status switch
    {
        StatusCodes.Status413PayloadTooLarge => TooLarge(),
        StatusCodes.Status408RequestTimeout => new BrokenBody(408, "The request's body did not arrive in time."),
        _ => new BrokenBody(400, "The request's body could not be read: it does not arrive as its headers say."),
    };
}
