namespace Abaca.Client;

/// <summary>Work that Abaca does step by step and that survives a crash. Only Abaca has this resource; admins only.</summary>
public sealed record Operation : Resource
{
    /// <summary>The kind of work, such as "create share".</summary>
    [JsonConverter(typeof(LenientText))]
    public string? Flow { get; init; }

    /// <summary>"pending", "running", "undoing", "done", "failed", "stuck" or "abandoned".</summary>
    [JsonConverter(typeof(LenientText))]
    public string? State { get; init; }

    /// <summary>The step it is at: a name or a number.</summary>
    [JsonConverter(typeof(LenientText))]
    public string? Step { get; init; }

    /// <summary>How often that step was tried.</summary>
    [JsonConverter(typeof(LenientText))]
    public string? Attempt { get; init; }

    /// <summary>Kind of the resource it works on.</summary>
    [JsonConverter(typeof(LenientText))]
    public string? ResourceType { get; init; }

    /// <summary>Id of the resource it works on.</summary>
    [JsonConverter(typeof(LenientText))]
    public string? ResourceId { get; init; }

    /// <summary>The project that asked for it.</summary>
    [JsonConverter(typeof(LenientText))]
    public string? ProjectId { get; init; }

    /// <summary>Why it failed or is stuck.</summary>
    [JsonConverter(typeof(LenientText))]
    public string? Reason { get; init; }

    /// <summary>When it was asked for.</summary>
    [JsonConverter(typeof(LenientText))]
    public string? CreatedAt { get; init; }

    /// <summary>When it last moved.</summary>
    [JsonConverter(typeof(LenientText))]
    public string? UpdatedAt { get; init; }

    /// <summary>When it is looked at next.</summary>
    [JsonConverter(typeof(LenientText))]
    public string? DueAt { get; init; }

    /// <summary>When it gives up and undoes itself.</summary>
    [JsonConverter(typeof(LenientText))]
    public string? Deadline { get; init; }

    /// <summary>What happened so far, oldest first; only when one operation is shown.</summary>
    public IReadOnlyList<OperationEvent>? Events { get; init; }
}

/// <summary>One line of an operation's story.</summary>
public sealed record OperationEvent
{
    /// <summary>When.</summary>
    [JsonConverter(typeof(LenientText))]
    public string? At { get; init; }

    /// <summary>At which step.</summary>
    [JsonConverter(typeof(LenientText))]
    public string? Step { get; init; }

    /// <summary>What: a start, an end, a refusal.</summary>
    [JsonConverter(typeof(LenientText))]
    public string? Event { get; init; }

    /// <summary>At which try.</summary>
    [JsonConverter(typeof(LenientText))]
    public string? Attempt { get; init; }

    /// <summary>Why.</summary>
    [JsonConverter(typeof(LenientText))]
    public string? Reason { get; init; }
}

/// <summary>Which operations to list; a null leaves that filter out.</summary>
/// <param name="State">In this state.</param>
/// <param name="ResourceId">On this resource.</param>
/// <param name="Limit">At most this many.</param>
public sealed record OperationFilter(string? State = null, string? ResourceId = null, int? Limit = null);

/// <summary>Reads a text that a service may also send as a number, and writes it back as a text.</summary>
sealed class LenientText : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.String) return reader.GetString();
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.GetRawText();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
