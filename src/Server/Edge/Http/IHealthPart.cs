namespace Abaca.Server.Http;

/// <summary>One thing that a service needs to be well.</summary>
public interface IHealthPart
{
    /// <summary>A word for it.</summary>
    string Name { get; }

    /// <summary>What a load balancer is told when it is not well: a few words that say nothing about the inside.</summary>
    string Reason { get; }

    /// <summary>Without it this node can answer nobody; else requests are answered, and some of the work behind them waits.</summary>
    bool IsOfNode { get; }

    /// <summary>What is wrong, for administrators, without secrets; null: nothing.</summary>
    /// <exception cref="DatabaseUnavailable">It cannot be looked at.</exception>
    ValueTask<string?> Trouble(CancellationToken ct);
}

/// <summary>A part that is not well.</summary>
/// <param name="Name">The part.</param>
/// <param name="Reason">In few words.</param>
/// <param name="Details">For administrators.</param>
public sealed record HealthTrouble(string Name, string Reason, string Details);
