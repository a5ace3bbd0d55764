namespace Abaca.Server.Scheduling.Expressions;

/// <summary>Looks a name up; false when there is no such name.</summary>
/// <param name="group">stats, capabilities, extra or share.</param>
/// <param name="entry">The part after the first dot.</param>
/// <param name="found">Its value when there is one.</param>
public delegate bool ExpressionNames(string group, string entry, out object? found);

/// <summary>
/// A compiled filter or goodness function. Immutable, so any number of threads may evaluate it. The language is
/// Manila's: numbers, texts, names (<c>stats.x capabilities.x extra.x share.x</c>), + - * / ^, comparisons that chain,
/// not/!, and/&amp;/&amp;&amp;, or/|/||, <c>c ? a : b</c>, abs(), max(), min() and brackets.
/// </summary>
public sealed class Expression
{
    /// <summary>Characters that an expression may have.</summary>
    public const int LongestText = 4096;

    /// <summary>How deep brackets and operators may nest: far below what the stack holds.</summary>
    public const int DeepestNesting = 128;

    readonly ExpressionNode _root;
    readonly IReadOnlySet<(string Group, string Entry)> _mentioned;

    Expression(string text)
    {
        Text = text;
        (_root, _mentioned) = ExpressionParser.Parse(text);
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Compiles an expression.</summary>
    /// <exception cref="ExpressionException">It cannot be understood; says where and why.</exception>
    public static Expression Parse(string text) => new(text);

    /// <summary>Whether the name occurs in it.</summary>
    public bool Mentions(string group, string entry) => _mentioned.Contains((group, entry));

    /// <summary>Its value.</summary>
    /// <exception cref="ExpressionException">Unknown name, division by zero, no finite number, a text where a number must be.</exception>
    public ExpressionValue Evaluate(ExpressionNames names) => _root.Evaluate(names);
}
