using Abaca.Server.Scheduling.Expressions;

namespace Abaca.Server.Scheduling.Weighers;

/// <summary>The pool's own goodness function, 0 to 100; true is 100. Anything else, and one that has no value, is 0.</summary>
sealed class GoodnessWeigher(ExpressionCache expressions) : IPoolWeigher
{
    public string Name => nameof(GoodnessWeigher);

    public double Multiplier(SchedulerOptions options) => 1.0;

    public PoolScale For(PlacementRequest request, SchedulerOptions options) => pool =>
    {
        if (!pool.TryGet("goodness_function", out var function) || function is not string text) return 0;
        try
        {
            return Goodness(expressions.Get(text).Evaluate(PoolNames.Of(pool, request)));
        }
        catch (ExpressionException)
        {
            return 0;
        }
    };

    static double Goodness(ExpressionValue value) => value switch
    {
        { Kind: ExpressionValueKind.Truth } => value.IsTrue ? 100 : 0,
        { Kind: ExpressionValueKind.Number, AsNumber: >= 0 and <= 100 } => value.AsNumber,
        _ => 0,
    };
}
