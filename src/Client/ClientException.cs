namespace Abaca.Client;

/// <summary>What kind of trouble a call ran into; decides what a caller may do about it.</summary>
public enum Trouble
{
    /// <summary>The service answered with an error status.</summary>
    Refused,

    /// <summary>The thing asked for does not exist, or is not visible to the caller.</summary>
    NotFound,

    /// <summary>No answer: connection refused, name unknown, TLS failed, time ran out.</summary>
    Unreachable,

    /// <summary>Credentials are missing, wrong or expired.</summary>
    Unauthenticated,

    /// <summary>The settings of this client are missing or contradict each other.</summary>
    Misconfigured,

    /// <summary>The cloud speaks only older versions than the call needs.</summary>
    TooOld,

    /// <summary>A name fits several things.</summary>
    Ambiguous,

    /// <summary>An answer arrived that is not what the API promises.</summary>
    Garbled,
}

/// <summary>
/// Everything that can go wrong when talking to a cloud, in words for people. Holds no secrets.
/// </summary>
public sealed class ClientException : Exception
{
    /// <summary>Makes one; the optional facts are set by initialiser.</summary>
    /// <param name="trouble">The kind.</param>
    /// <param name="message">What happened, in one sentence without a full stop.</param>
    /// <param name="inner">The cause, when there is one.</param>
    public ClientException(Trouble trouble, string message, Exception? inner = null) : base(message, inner) => Trouble = trouble;

    /// <summary>The kind of trouble.</summary>
    public Trouble Trouble { get; }

    /// <summary>The HTTP status, when the service answered.</summary>
    public int? Status { get; init; }

    /// <summary>The request id under which the service logged the call, when it gave one.</summary>
    public string? RequestId { get; init; }

    /// <summary>Where it happened: method and address of a request, or the file of a setting.</summary>
    public string? Where { get; init; }

    /// <summary>What the reader can do next, in one sentence.</summary>
    public string? Remedy { get; init; }
}
