namespace Abaca.Server.Operations;

/// <summary>Turns the three ends of a driver call into what comes next in a flow.</summary>
public static class DriverEnds
{
    /// <summary>Done goes on; refused refuses; unclear runs the step again.</summary>
    public static Next<TState> Then<TState, T>(this DriverResult<T> end, Func<T, Next<TState>> done) where TState : class => end switch
    {
        DriverResult<T>.Succeeded success => done(success.Value),
        DriverResult<T>.Declined refused => new Next<TState>.Refuse(refused.Why),
        DriverResult<T>.Uncertain maybe => new Next<TState>.Again(maybe.Why),
        _ => throw new InvalidOperationException($"A driver call cannot end as {end.GetType().Name}."),
    };

    /// <summary>Done goes on with the state; refused refuses; unclear runs the step again.</summary>
    public static Next<TState> Then<TState>(this DriverResult end, TState state) where TState : class => end switch
    {
        DriverResult.Succeeded => new Next<TState>.Continue(state),
        DriverResult.Declined refused => new Next<TState>.Refuse(refused.Why),
        DriverResult.Uncertain maybe => new Next<TState>.Again(maybe.Why),
        _ => throw new InvalidOperationException($"A driver call cannot end as {end.GetType().Name}."),
    };
}
