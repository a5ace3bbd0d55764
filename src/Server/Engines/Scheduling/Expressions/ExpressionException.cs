namespace Abaca.Server.Scheduling.Expressions;

/// <summary>An expression cannot be understood or has no value here; the only thing that expressions throw.</summary>
/// <param name="problem">What is wrong, without the position.</param>
/// <param name="position">Where in the text, counted from 0.</param>
public sealed class ExpressionException(string problem, int position) : Exception($"{problem} (at character {position + 1})")
{
    /// <summary>What is wrong, without the position.</summary>
    public string Problem { get; } = problem;

    /// <summary>Where in the text, counted from 0.</summary>
    public int Position { get; } = position;
}
