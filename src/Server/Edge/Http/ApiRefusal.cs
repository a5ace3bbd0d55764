namespace Abaca.Server.Http;

/// <summary>The one exception by which a use case says no to a caller; the edge turns it into a fault.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="message">For the caller: what is wrong and, where it helps, what to do.</param>
public class ApiRefusal(int status, string message) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;
}
