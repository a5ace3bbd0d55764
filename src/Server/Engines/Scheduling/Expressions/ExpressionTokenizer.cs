namespace Abaca.Server.Scheduling.Expressions;

/// <summary>Cuts an expression's text into words; one pass, no look-back.</summary>
ref struct ExpressionTokenizer(string text)
{
    static readonly string[] Symbols =
        ["<=", ">=", "==", "!=", "<>", "&&", "||", "<", ">", "!", "&", "|", "+", "-", "*", "/", "^", "?", ":", "(", ")", ","];

    int _at;

    /// <summary>The next word; the end again and again once it is reached.</summary>
    /// <exception cref="ExpressionException">A character that no expression holds, or a quote that is never closed.</exception>
    public ExpressionToken Next()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
        if (_at == text.Length) return new(TokenKind.End, "", _at);
        var first = text[_at];
        if (char.IsAsciiDigit(first)) return Number();
        if (IsWordStart(first)) return Word();
        return first is '"' or '\'' ? Quoted(first) : Symbol();
    }

    ExpressionToken Number()
    {
        var start = _at;
        while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
        if (_at + 1 < text.Length && text[_at] == '.' && char.IsAsciiDigit(text[_at + 1]))
        {
            _at++;
            while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
        }
        return new(TokenKind.Number, text[start.._at], start);
    }

    ExpressionToken Word()
    {
        var start = _at;
        while (_at < text.Length && (IsWordStart(text[_at]) || char.IsAsciiDigit(text[_at]) || text[_at] == '.')) _at++;
        var word = text[start.._at];
        var symbol = word.ToUpperInvariant() switch { "AND" => "&", "OR" => "|", "NOT" => "!", _ => null };
        return symbol is null ? new(TokenKind.Word, word, start) : new(TokenKind.Symbol, symbol, start);
    }

    ExpressionToken Quoted(char quote)
    {
        var start = _at;
        var end = text.IndexOf(quote, start + 1);
        if (end < 0) throw new ExpressionException("a quote is never closed", start);
        _at = end + 1;
        return new(TokenKind.Quoted, text[(start + 1)..end], start);
    }

    ExpressionToken Symbol()
    {
        var rest = text.AsSpan(_at);
        foreach (var symbol in Symbols)
        {
            if (!rest.StartsWith(symbol, StringComparison.Ordinal)) continue;
            var token = new ExpressionToken(TokenKind.Symbol, Canonical(symbol), _at);
            _at += symbol.Length;
            return token;
        }
        throw new ExpressionException($"the character '{text[_at]}' has no meaning here", _at);
    }

    static string Canonical(string symbol) => symbol switch { "&&" => "&", "||" => "|", "<>" => "!=", _ => symbol };

    static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c == '_';
}
