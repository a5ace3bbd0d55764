namespace Abaca.Server.Data.Servers;

/// <summary>How many connections a process holds at most.</summary>
/// <param name="Reading">For queries.</param>
/// <param name="Writing">For transactions.</param>
/// <param name="Recycled">How old a connection becomes.</param>
sealed record PoolSize(int Reading, int Writing, TimeSpan Recycled);
