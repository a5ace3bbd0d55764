using Abaca.Server.Shares;

namespace Abaca.Server.AccessRules;

/// <summary>Id of an access rule: a 36-character uuid.</summary>
public readonly record struct AccessRuleId(string Text) : IId
{
    /// <summary>A new one.</summary>
    public static AccessRuleId New() => new(Guid.NewGuid().ToString());

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>An access rule with its state on the share's instance, as stored.</summary>
public sealed record StoredRule
{
    /// <summary>Id.</summary>
    public required AccessRuleId Id { get; init; }

    /// <summary>The share.</summary>
    public required ShareId ShareId { get; init; }

    /// <summary>How <see cref="To"/> is meant.</summary>
    public required AccessType Type { get; init; }

    /// <summary>The client, as its owner wrote it.</summary>
    public required string To { get; init; }

    /// <summary><c>rw</c> or <c>ro</c>.</summary>
    public required string Level { get; init; }

    /// <summary>Secret of the client (cephx), or null. Never logged.</summary>
    public string? Key { get; init; }

    /// <summary>Metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>See <see cref="RuleState"/>; null when the share has no instance for it.</summary>
    public string? State { get; init; }

    /// <summary>The request that asked for the latest change.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Last change.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>The rule as a driver sees it.</summary>
    public AccessRule ForDriver => new(Id.Text, Type, To, Level == "ro" ? AccessLevel.Ro : AccessLevel.Rw);

    // The key is a secret: it must not get into a log by way of the generated text.
    /// <inheritdoc/>
    public override string ToString() => $"{Type} {To} {Level} ({State})";
}
