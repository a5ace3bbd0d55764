namespace Abaca.Server.Data.Servers;

/// <summary>How many connections to a server a process holds at most.</summary>
/// <param name="Reading">For queries.</param>
/// <param name="Recycled">How old a connection becomes.</param>
public sealed record PoolSize(int Reading, TimeSpan Recycled)
{
    /// <summary>For transactions: one of them runs at a time.</summary>
    internal const int Writing = 3;

    /// <summary>Where nobody has said otherwise.</summary>
    public static PoolSize Usual { get; } = new(32, TimeSpan.FromHours(1));
}
