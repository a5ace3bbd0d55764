namespace Abaca.Server.Services;

/// <summary>What a flow does when no pool will do.</summary>
public static class AwaitedBackends
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Refuses, unless a backend of this service is still to say what it has: then the step is run again, until the flow's deadline. Nothing may
    /// have been written in this transaction.
    /// </summary>
    public static async Task<StepEnd<TState>> Refuse<TState>(this PoolLedger pools, Tx tx, TState state, Refusal why, CancellationToken ct) where TState : class =>
        IsOfPools(why) && await pools.AwaitsBackends(tx, ct) ? new StepEnd<TState>.Wait(state, Pause) : new StepEnd<TState>.Refused(why);

    static bool IsOfPools(Refusal why) => why.Detail is MessageDetail.NoValidHost
        or (>= MessageDetail.FilterAvailability and <= MessageDetail.FilterReplication) or MessageDetail.FilterCreateFromSnapshot;
}
