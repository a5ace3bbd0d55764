namespace Abaca.Server.Scheduling.Expressions;

/// <summary>
/// Turns an expression's text into nodes. Operators by how tightly they bind, loosest first: or, and, ?:, comparison,
/// not, + -, * /, sign, ^. That ?: binds tighter than and/or is Manila's order.
/// </summary>
ref struct ExpressionParser
{
    const int Or = 1, And = 2, Choice = 3, Comparison = 4, Not = 5, Sum = 6, Product = 7, Sign = 8, Power = 9;

    readonly HashSet<(string, string)> _mentioned = [];
    ExpressionTokenizer _words;
    ExpressionToken _now;
    int _nesting;

    ExpressionParser(string text)
    {
        _words = new ExpressionTokenizer(text);
        _now = _words.Next();
    }

    /// <summary>The expression as nodes, and the names that it mentions.</summary>
    /// <exception cref="ExpressionException">It cannot be understood, or is too long or too deep.</exception>
    public static (ExpressionNode Root, IReadOnlySet<(string Group, string Entry)> Mentioned) Parse(string text)
    {
        if (text.Length > Expression.LongestText)
        {
            throw new ExpressionException($"longer than {Expression.LongestText} characters", Expression.LongestText);
        }
        var parser = new ExpressionParser(text);
        var root = parser.Operation(0);
        if (parser._now.Kind != TokenKind.End) throw parser.Unexpected("an operator");
        return (root, parser._mentioned);
    }

    ExpressionNode Operation(int loosest)
    {
        if (++_nesting > Expression.DeepestNesting) throw TooDeep(_now.Position);
        var left = Prefix();
        while (_now.Kind == TokenKind.Symbol && Binding(_now.Text) is var binding && binding > loosest)
        {
            left = Infix(left, binding);
            if (left.Depth > Expression.DeepestNesting) throw TooDeep(left.Position);
        }
        _nesting--;
        return left;
    }

    ExpressionNode Infix(ExpressionNode left, int binding)
    {
        if (binding == Comparison) return Chain(left);
        var symbol = Take();
        switch (binding)
        {
            case Choice:
                var then = Operation(0);
                Expect(":");
                return new ChoiceNode(left, then, Operation(Choice - 1), symbol.Position);
            case Or or And:
                return new LogicNode(binding == And, left, Operation(binding), symbol.Position);
            default:
                return new ArithmeticNode(symbol.Text, left, Operation(binding == Power ? Power - 1 : binding), symbol.Position);
        }
    }

    ComparisonNode Chain(ExpressionNode first)
    {
        var (operands, symbols, start) = (new List<ExpressionNode> { first }, new List<string>(), _now.Position);
        while (_now.Kind == TokenKind.Symbol && Binding(_now.Text) == Comparison)
        {
            symbols.Add(Take().Text);
            operands.Add(Operation(Comparison));
        }
        return new ComparisonNode(operands, symbols, start);
    }

    ExpressionNode Prefix()
    {
        var word = _now;
        switch (word.Kind)
        {
            case TokenKind.Number:
                Take();
                return new ConstantNode(ExpressionValue.Of(double.Parse(word.Text, CultureInfo.InvariantCulture)), word.Position);
            case TokenKind.Quoted:
                Take();
                return new ConstantNode(ExpressionValue.Of(word.Text), word.Position);
            case TokenKind.Word:
                Take();
                return _now.Is("(") ? Call(word) : Name(word);
            case TokenKind.Symbol when word.Text is "!" or "-" or "+":
                Take();
                return new PrefixNode(word.Text, Operation(word.Text == "!" ? Not : Sign), word.Position);
            case TokenKind.Symbol when word.Text == "(":
                Take();
                var inner = Operation(0);
                Expect(")");
                return inner;
            default:
                throw Unexpected("a value");
        }
    }

    CallNode Call(ExpressionToken function)
    {
        if (function.Text is not ("abs" or "max" or "min"))
        {
            throw new ExpressionException($"there is no function '{function.Text}'; there are abs, max and min", function.Position);
        }
        var arguments = new List<ExpressionNode>();
        do
        {
            Take();
            arguments.Add(Operation(0));
        }
        while (_now.Is(","));
        Expect(")");
        return function.Text == "abs" && arguments.Count > 1
            ? throw new ExpressionException("abs takes one value", function.Position)
            : new CallNode(function.Text, arguments, function.Position);
    }

    readonly ExpressionNode Name(ExpressionToken word)
    {
        var dot = word.Text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) return new ConstantNode(BareWord(word.Text), word.Position);
        var (group, entry) = (word.Text[..dot], word.Text[(dot + 1)..]);
        if (group is not ("stats" or "capabilities" or "extra" or "share") || entry.Length == 0)
        {
            throw new ExpressionException(
                $"'{word.Text}' names nothing; names start with stats., capabilities., extra. or share.", word.Position);
        }
        _mentioned.Add((group, entry));
        return new NameNode(group, entry, word.Position);
    }

    static ExpressionValue BareWord(string word) => word.ToUpperInvariant() switch
    {
        "TRUE" => ExpressionValue.Of(true),
        "FALSE" => ExpressionValue.Of(false),
        _ => ExpressionValue.Of(word),
    };

    static int Binding(string symbol) => symbol switch
    {
        "|" => Or,
        "&" => And,
        "?" => Choice,
        "<" or "<=" or ">" or ">=" or "==" or "!=" => Comparison,
        "+" or "-" => Sum,
        "*" or "/" => Product,
        "^" => Power,
        _ => 0,
    };

    ExpressionToken Take()
    {
        var taken = _now;
        _now = _words.Next();
        return taken;
    }

    void Expect(string symbol)
    {
        if (!_now.Is(symbol)) throw Unexpected($"'{symbol}'");
        Take();
    }

    readonly ExpressionException Unexpected(string wanted) => new($"{wanted} is missing before {_now.Shown}", _now.Position);

    static ExpressionException TooDeep(int position) => new($"nested deeper than {Expression.DeepestNesting}", position);
}
