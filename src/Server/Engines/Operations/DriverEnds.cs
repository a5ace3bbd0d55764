namespace Abaca.Server.Operations;

/// <summary>Turns the three ends of a driver call into what comes next in a flow.</summary>
public static class DriverEnds
{
    /// <summary>Done goes on; refused refuses; unclear runs the step again.</summary>
    public static StepEnd<TState> Then<TState, T>(this DriverResult<T> end, Func<T, StepEnd<TState>> done) where TState : class => end switch
    {
        DriverResult<T>.Done success => done(success.Value),
        DriverResult<T>.Refused refused => new StepEnd<TState>.Refused(refused.Why),
        DriverResult<T>.Unclear maybe => new StepEnd<TState>.Unclear(maybe.Why),
        _ => throw new InvalidOperationException($"A driver call cannot end as {end.GetType().Name}."),
    };

    /// <summary>Done goes on with the state; refused refuses; unclear runs the step again.</summary>
    public static StepEnd<TState> Then<TState>(this DriverResult end, TState state) where TState : class => end switch
    {
        DriverResult.Done => new StepEnd<TState>.Done(state),
        DriverResult.Refused refused => new StepEnd<TState>.Refused(refused.Why),
        DriverResult.Unclear maybe => new StepEnd<TState>.Unclear(maybe.Why),
        _ => throw new InvalidOperationException($"A driver call cannot end as {end.GetType().Name}."),
    };
}
