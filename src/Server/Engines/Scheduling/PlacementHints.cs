namespace Abaca.Server.Scheduling;

/// <summary>What the caller asks of the place, with share ids already turned into the hosts where those shares are.</summary>
public sealed record PlacementHints
{
    /// <summary>Nothing is asked for.</summary>
    public static PlacementHints None { get; } = new();

    /// <summary><c>same_host</c>: hosts that hold every named share; empty when there is no such host or an id is wrong; null without the hint.</summary>
    public IReadOnlySet<string>? SameHosts { get; init; }

    /// <summary><c>different_host</c>: hosts that hold any of the named shares; null without the hint.</summary>
    public IReadOnlySet<string>? DifferentHosts { get; init; }

    /// <summary><c>only_host</c>: exactly this <c>host@backend#pool</c>; heeded for host admins only.</summary>
    public string? OnlyHost { get; init; }

    /// <summary><c>query</c>: a JSON list expression, read by JsonFilter when an operator turned it on.</summary>
    public string? Query { get; init; }
}
