namespace Abaca.Client;

/// <summary>A message from the service to a user about something that went wrong later than the call.</summary>
public sealed record UserMessage : Resource
{
    /// <summary>The text.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("user_message")]
    public string Text { get; init; } = "";

    /// <summary>"ERROR".</summary>
    public string? MessageLevel { get; init; }

    /// <summary>Kind of the resource it is about.</summary>
    public string? ResourceType { get; init; }

    /// <summary>Id of the resource it is about.</summary>
    public string? ResourceId { get; init; }

    /// <summary>What was being done: three digits.</summary>
    public string? ActionId { get; init; }

    /// <summary>What went wrong: three digits.</summary>
    public string? DetailId { get; init; }

    /// <summary>The request it belongs to.</summary>
    public string? RequestId { get; init; }

    /// <summary>When it was written: UTC, without a zone.</summary>
    public string? CreatedAt { get; init; }
}
