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
