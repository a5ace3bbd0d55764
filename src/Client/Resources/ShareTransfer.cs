namespace Abaca.Client;

/// <summary>The offer of a share as the API shows it.</summary>
public sealed record ShareTransfer : Resource
{
    /// <summary>Its name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The share.</summary>
    public string ResourceId { get; init; } = "";

    /// <summary>The project that gives it away.</summary>
    public string? SourceProjectId { get; init; }

    /// <summary>When it was offered: UTC, without a zone.</summary>
    public string? CreatedAt { get; init; }

    /// <summary>Until when it can be accepted: UTC, without a zone.</summary>
    public string? ExpiresAt { get; init; }

    /// <summary>What who accepts it has to know; only in the answer to the offer.</summary>
    public string? AuthKey { get; init; }

    // The key is a secret: it must not get into a log by way of the generated text.
    /// <inheritdoc/>
    public override string ToString() => $"transfer {Id} of share {ResourceId}";
}
