namespace Abaca.Server.Scheduling.Expressions;

/// <summary>Kinds of words in an expression.</summary>
enum TokenKind
{
    /// <summary>Digits, perhaps with a fraction.</summary>
    Number,
    /// <summary>A text in quotes, already without them.</summary>
    Quoted,
    /// <summary>A bare word, a dotted name or a function.</summary>
    Word,
    /// <summary>An operator, a bracket or a comma; words like <c>and</c> arrive here as <c>&amp;</c>.</summary>
    Symbol,
    /// <summary>The end of the text.</summary>
    End,
}

/// <summary>One word of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; for symbols the one canonical spelling.</param>
/// <param name="Position">Where it starts, counted from 0.</param>
readonly record struct ExpressionToken(TokenKind Kind, string Text, int Position)
{
    /// <summary>Whether it is this operator, bracket or comma.</summary>
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    /// <summary>How to name it in an error.</summary>
    public string Shown => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Quoted => $"the text '{Text}'",
        _ => $"'{Text}'",
    };
}
