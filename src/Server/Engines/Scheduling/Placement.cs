namespace Abaca.Server.Scheduling;

/// <summary>What came of choosing.</summary>
public abstract record Placement
{
    Placement() { }

    /// <summary>At least one pool will do.</summary>
    /// <param name="Ranking">Every pool that will do, best first; equals stay in the order in which they came.</param>
    /// <param name="Refusals">The pools that will not do, and why.</param>
    public sealed record Chosen(IReadOnlyList<RankedPool> Ranking, IReadOnlyList<PoolRefusal> Refusals) : Placement
    {
        /// <summary>The best pool.</summary>
        public PoolState Pool => Ranking[0].Pool;
    }

    /// <summary>No pool will do.</summary>
    /// <param name="Detail">The user message that Manila's clients know.</param>
    /// <param name="LastFilter">The filter that emptied the list, or null when there was no pool to filter.</param>
    /// <param name="Refusals">Every pool, and why it will not do.</param>
    public sealed record Impossible(MessageDetail Detail, string? LastFilter, IReadOnlyList<PoolRefusal> Refusals) : Placement
    {
        /// <summary>Every pool and its reason in one text, for operation and log.</summary>
        public string Text => Refusals.Count == 0
            ? "no backend has reported a pool"
            : "no pool fits: " + string.Join("; ", Refusals.Select(r => r.ToString()));

        /// <summary>The same as the flow's refusal.</summary>
        public Refusal ToRefusal() => new(Detail, Text);
    }
}

/// <summary>A pool that will do.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Weight">Sum of the scores, each times its multiplier.</param>
/// <param name="Scores">One per weigher, in the configured order.</param>
public sealed record RankedPool(PoolState Pool, double Weight, IReadOnlyList<WeigherScore> Scores);

/// <summary>What one weigher thinks of one pool.</summary>
/// <param name="Weigher">Name as in the option.</param>
/// <param name="Value">As the weigher gave it.</param>
/// <param name="Scaled">0 (worst of the candidates) to 1 (best); 0 when all are equal.</param>
/// <param name="Multiplier">What the scaled value is multiplied by.</param>
public readonly record struct WeigherScore(string Weigher, double Value, double Scaled, double Multiplier);

/// <summary>A pool that will not do.</summary>
/// <param name="Host"><c>host@backend#pool</c>.</param>
/// <param name="Filter">Which filter said so.</param>
/// <param name="Reason">Why, in words for an operator.</param>
public sealed record PoolRefusal(string Host, string Filter, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Host}: {Reason} ({Filter})";
}
