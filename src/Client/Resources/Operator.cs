namespace Abaca.Client;

/// <summary>A process of the service, as it reports itself.</summary>
public sealed record ServiceEntry
{
    /// <summary>Its id; a number for Manila.</summary>
    [JsonConverter(typeof(LenientText))]
    public string? Id { get; init; }

    /// <summary>The program, such as "manila-share".</summary>
    public string Binary { get; init; } = "";

    /// <summary>Where it runs, such as <c>host@backend</c>.</summary>
    public string Host { get; init; } = "";

    /// <summary>Its availability zone.</summary>
    public string? Zone { get; init; }

    /// <summary>"enabled" or "disabled": what the operator wants.</summary>
    public string? Status { get; init; }

    /// <summary>"up" or "down": what it is.</summary>
    public string? State { get; init; }

    /// <summary>Why it is disabled; from 2.83.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>When it last reported: UTC, without a zone.</summary>
    public string? UpdatedAt { get; init; }
}

/// <summary>A place where shares can be put, as its backend reports it.</summary>
public sealed record Pool
{
    /// <summary>The whole name, <c>host@backend#pool</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>The host.</summary>
    public string? Host { get; init; }

    /// <summary>The backend.</summary>
    public string? Backend { get; init; }

    /// <summary>The pool within the backend.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("pool")]
    public string? PoolName { get; init; }

    /// <summary>What it reports; null unless details were asked for.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Capabilities { get; init; }
}

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

/// <summary>An availability zone.</summary>
public sealed record AvailabilityZone : Resource
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>When it was first seen.</summary>
    public string? CreatedAt { get; init; }
}

/// <summary>How much of one resource a project may use, and does.</summary>
/// <param name="Resource">The wire name, such as "gigabytes".</param>
/// <param name="Limit">The most it may use; -1 is without limit.</param>
/// <param name="InUse">What it uses; null when not asked for.</param>
/// <param name="Reserved">What is being taken right now; null when not asked for.</param>
public sealed record Quota(string Resource, long Limit, long? InUse, long? Reserved);
