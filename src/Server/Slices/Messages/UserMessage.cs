namespace Abaca.Server.Messages;

/// <summary>A user message, as stored.</summary>
/// <param name="Id">Id (uuid).</param>
/// <param name="ProjectId">Who may read it.</param>
/// <param name="RequestId">The API request it goes back to.</param>
/// <param name="ResourceType">SHARE, SHARE_SNAPSHOT, …</param>
/// <param name="ResourceId">Id of the resource.</param>
/// <param name="ActionId">Three digits: what was being done.</param>
/// <param name="DetailId">Three digits: what went wrong.</param>
/// <param name="Level">Always ERROR, as in Manila.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ExpiresAt">When it goes away by itself.</param>
/// <param name="Reason">What comes after the sentence of the two ids; null: nothing.</param>
public sealed record UserMessage(
    string Id, string ProjectId, string RequestId, string ResourceType, string ResourceId, string ActionId, string DetailId, string Level,
    DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string? Reason = null) : IResource<UserMessage>
{
    /// <inheritdoc/>
    public static string Kind => "Message";

    /// <inheritdoc/>
    public static string? SeenBy => "message:get";

    /// <inheritdoc/>
    public Owner? Owner => new(ProjectId);
}
