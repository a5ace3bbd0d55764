using System.Collections.Concurrent;

namespace Abaca.Server.Scheduling.Expressions;

/// <summary>Compiles each text once. Safe for any number of threads; holds a limited number of texts.</summary>
public sealed class ExpressionCache
{
    // There is one expression or two per backend; only a driver that invents texts could ever reach this.
    const int MostTexts = 1024;

    readonly ConcurrentDictionary<string, (Expression? Compiled, ExpressionException? Problem)> _known = new(StringComparer.Ordinal);

    /// <summary>The compiled expression.</summary>
    /// <exception cref="ExpressionException">It cannot be understood; the same each time.</exception>
    public Expression Get(string text)
    {
        if (!_known.TryGetValue(text, out var known))
        {
            if (_known.Count >= MostTexts) _known.Clear();
            known = _known.GetOrAdd(text, Compile);
        }
        return known.Compiled ?? throw new ExpressionException(known.Problem!.Problem, known.Problem.Position);
    }

    static (Expression?, ExpressionException?) Compile(string text)
    {
        try
        {
            return (Expression.Parse(text), null);
        }
        catch (ExpressionException problem)
        {
            return (null, problem);
        }
    }
}
