namespace Abaca.Server.Identity.Policy;

/// <summary>
/// Compiles oslo.policy's rule language: checks joined by <c>not</c>, <c>and</c>, <c>or</c> (binding in this order) and parentheses.
/// Blanks separate words, so a check holds none. An empty rule always holds.
/// </summary>
ref struct RuleParser
{
    readonly List<string> _words;
    int _next;

    RuleParser(List<string> words)
    {
        _words = words;
        _next = 0;
    }

    /// <summary>Compiles an expression.</summary>
    /// <exception cref="RuleSyntaxException">It cannot be understood.</exception>
    public static Check Parse(string expression)
    {
        var words = Words(expression);
        if (words.Count == 0) return Check.Always;
        var parser = new RuleParser(words);
        var check = parser.Any();
        return parser._next == words.Count ? check : throw parser.Unexpected();
    }

    /// Parentheses count at the two ends of a word only: %(project_id)s holds two that mean nothing.
    static List<string> Words(string expression)
    {
        var words = new List<string>();
        foreach (var word in expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var inner = word.TrimStart('(');
            words.AddRange(Enumerable.Repeat("(", word.Length - inner.Length));
            var core = inner.TrimEnd(')');
            if (core.Length > 0) words.Add(core);
            words.AddRange(Enumerable.Repeat(")", inner.Length - core.Length));
        }
        return words;
    }

    Check Any()
    {
        var any = new List<Check> { All() };
        while (Accept("or")) any.Add(All());
        return any.Count == 1 ? any[0] : new OrCheck([.. any]);
    }

    Check All()
    {
        var all = new List<Check> { One() };
        while (Accept("and")) all.Add(One());
        return all.Count == 1 ? all[0] : new AndCheck([.. all]);
    }

    Check One()
    {
        if (Accept("not")) return new NotCheck(One());
        if (Accept("("))
        {
            var inner = Any();
            return Accept(")") ? inner : throw new RuleSyntaxException("has a parenthesis without an end", "close it with )");
        }
        if (_next >= _words.Count) throw new RuleSyntaxException("ends where a check is expected", "write a check such as role:member at its end");
        var word = _words[_next];
        if (word is ")" || IsOperator(word)) throw Unexpected();
        _next++;
        return Single(word);
    }

    bool Accept(string word)
    {
        if (_next >= _words.Count || !_words[_next].Equals(word, StringComparison.OrdinalIgnoreCase)) return false;
        _next++;
        return true;
    }

    static bool IsOperator(string word) => word.ToLowerInvariant() is "and" or "or" or "not";

    readonly RuleSyntaxException Unexpected() => new(
        $"has '{_words[_next]}' where {(_next == 0 || _words[_next - 1] is "(" || IsOperator(_words[_next - 1]) ? "a check" : "'and' or 'or'")} is expected",
        "join checks such as role:member by and, or, not and parentheses");

    static Check Single(string word)
    {
        if (word == "@") return Check.Always;
        if (word == "!") return Check.Never;
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            throw new RuleSyntaxException($"has the word '{word}', which is no check",
                "write kind:value, such as role:member, rule:name or project_id:%(project_id)s");
        }
        var (kind, value) = (word[..colon], word[(colon + 1)..]);
        if (kind is "http" or "https" or "remote")
        {
            throw new RuleSyntaxException($"asks another server ('{kind}:'), which Abaca does not do", "express the rule by roles and values");
        }
        if (kind == "rule") return new RuleCheck(value);
        var match = Template.Compile(value) ?? throw new RuleSyntaxException($"has '{value}', in which a % begins no %(name)s",
            "write %(name)s for a value of the target, or %% for a percent sign");
        if (kind == "role") return new RoleCheck(match);
        return Literal(kind) is { } literal ? new LiteralCheck(kind, literal, match) : new CredentialCheck(kind, match);
    }

    /// Quoted text, a number, True, False and None stand for themselves.
    static string? Literal(string kind)
    {
        if (kind.Length > 1 && kind[0] is '\'' or '"' && kind[^1] == kind[0]) return kind[1..^1];
        return kind is "True" or "False" or "None" || char.IsAsciiDigit(kind[0]) ? kind : null;
    }
}
