namespace Abaca.Server.Identity;

/// <summary>An answer that is not what the caller asked for, in Keystone's error envelope. Thrown by calls, written in one place.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="title">The status in words, as Keystone titles it.</param>
/// <param name="message">For the person who reads it; never holds secrets.</param>
sealed class IdentityRefusal(int status, string title, string message) : Exception(message)
{
    public int Status => status;

    public string Title => title;

    /// <summary>When to try again, if that helps.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
