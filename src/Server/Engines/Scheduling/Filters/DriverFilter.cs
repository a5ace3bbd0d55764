using Abaca.Server.Scheduling.Expressions;

namespace Abaca.Server.Scheduling.Filters;

/// <summary>The pool's own filter function, when it has one, is true for the request; one that cannot be evaluated is false.</summary>
sealed class DriverFilter(ExpressionCache expressions) : IPoolFilter
{
    public string Name => nameof(DriverFilter);

    public MessageDetail Detail => MessageDetail.FilterDriver;

    public PoolJudge For(PlacementRequest request) => pool =>
    {
        if (!pool.TryGet("filter_function", out var function) || function is not string text) return null;
        try
        {
            var expression = expressions.Get(text);
            // Without a share there is no size to judge by (share groups, managed shares): Manila passes it over too.
            if (request.ShareId is null && expression.Mentions("share", "size")) return null;
            return expression.Evaluate(PoolNames.Of(pool, request)).IsTrue ? null : $"its filter function is false: {text}";
        }
        catch (ExpressionException problem)
        {
            return $"its filter function has no value: {problem.Message}: {text}";
        }
    };
}
