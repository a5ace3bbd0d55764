namespace Abaca.Server.Scheduling.Expressions;

/// <summary>One part of a parsed expression.</summary>
/// <param name="Position">Where it stands in the text, for errors.</param>
/// <param name="Depth">Nodes on the longest way down, itself included; the parser limits it, so evaluation cannot overflow the stack.</param>
abstract record ExpressionNode(int Position, int Depth)
{
    /// <summary>Its value.</summary>
    /// <exception cref="ExpressionException">It has none here.</exception>
    public abstract ExpressionValue Evaluate(ExpressionNames names);

    /// <summary>Its value, which must be a number.</summary>
    protected static double NumberOf(ExpressionNode node, ExpressionNames names)
    {
        var value = node.Evaluate(names);
        return value.IsNumeric ? value.AsNumber : throw new ExpressionException($"'{value}' is not a number", node.Position);
    }

    /// <summary>A result of arithmetic, which must be finite.</summary>
    protected ExpressionValue Finite(double number) =>
        double.IsFinite(number) ? ExpressionValue.Of(number) : throw new ExpressionException("the result is no finite number", Position);
}

/// <summary>A number or a text as written.</summary>
sealed record ConstantNode(ExpressionValue Value, int Position) : ExpressionNode(Position, 1)
{
    public override ExpressionValue Evaluate(ExpressionNames names) => Value;
}

/// <summary>A name such as <c>stats.free_capacity_gb</c>.</summary>
sealed record NameNode(string Group, string Entry, int Position) : ExpressionNode(Position, 1)
{
    public override ExpressionValue Evaluate(ExpressionNames names)
    {
        if (!names(Group, Entry, out var found)) throw new ExpressionException($"{Group}.{Entry} is not known", Position);
        return ExpressionValue.From(found)
            ?? throw new ExpressionException($"{Group}.{Entry} is neither number, truth value nor text", Position);
    }
}

/// <summary>A sign or a negation in front of something.</summary>
sealed record PrefixNode(string Symbol, ExpressionNode Operand, int Position) : ExpressionNode(Position, Operand.Depth + 1)
{
    public override ExpressionValue Evaluate(ExpressionNames names) => Symbol switch
    {
        "!" => ExpressionValue.Of(!Operand.Evaluate(names).IsTrue),
        "-" => ExpressionValue.Of(-NumberOf(Operand, names)),
        _ => ExpressionValue.Of(NumberOf(Operand, names)),
    };
}

/// <summary>Two operands of + - * / ^.</summary>
sealed record ArithmeticNode(string Symbol, ExpressionNode Left, ExpressionNode Right, int Position)
    : ExpressionNode(Position, Math.Max(Left.Depth, Right.Depth) + 1)
{
    public override ExpressionValue Evaluate(ExpressionNames names)
    {
        var (left, right) = (NumberOf(Left, names), NumberOf(Right, names));
        if (Symbol == "/" && right == 0) throw new ExpressionException("division by zero", Position);
        return Finite(Symbol switch
        {
            "+" => left + right,
            "-" => left - right,
            "*" => left * right,
            "/" => left / right,
            _ => Math.Pow(left, right),
        });
    }
}

/// <summary>Two operands of and/or. Both are always evaluated, as Manila does: a broken half is an error, not a chance.</summary>
sealed record LogicNode(bool And, ExpressionNode Left, ExpressionNode Right, int Position)
    : ExpressionNode(Position, Math.Max(Left.Depth, Right.Depth) + 1)
{
    public override ExpressionValue Evaluate(ExpressionNames names)
    {
        var (left, right) = (Left.Evaluate(names), Right.Evaluate(names));
        return left.IsTrue == And ? right : left;
    }
}

/// <summary>A chain such as <c>1 &lt; a &lt;= b</c>: true when every neighbouring pair holds; stops at the first that does not.</summary>
sealed record ComparisonNode(IReadOnlyList<ExpressionNode> Operands, IReadOnlyList<string> Symbols, int Position)
    : ExpressionNode(Position, Operands.Max(o => o.Depth) + 1)
{
    public override ExpressionValue Evaluate(ExpressionNames names)
    {
        var left = Operands[0].Evaluate(names);
        for (var i = 0; i < Symbols.Count; i++)
        {
            var right = Operands[i + 1].Evaluate(names);
            if (!Holds(Symbols[i], left, right, Operands[i + 1].Position)) return ExpressionValue.Of(false);
            left = right;
        }
        return ExpressionValue.Of(true);
    }

    static bool Holds(string symbol, ExpressionValue left, ExpressionValue right, int position)
    {
        if (symbol is "==" or "!=") return left.Same(right) == (symbol == "==");
        var order = left.Against(right)
            ?? throw new ExpressionException($"'{left}' and '{right}' cannot be put in order", position);
        return symbol switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
    }
}

/// <summary><c>condition ? then : otherwise</c>; only the branch taken is evaluated.</summary>
sealed record ChoiceNode(ExpressionNode Condition, ExpressionNode Then, ExpressionNode Otherwise, int Position)
    : ExpressionNode(Position, Math.Max(Condition.Depth, Math.Max(Then.Depth, Otherwise.Depth)) + 1)
{
    public override ExpressionValue Evaluate(ExpressionNames names) =>
        (Condition.Evaluate(names).IsTrue ? Then : Otherwise).Evaluate(names);
}

/// <summary>A call of abs, max or min.</summary>
sealed record CallNode(string Function, IReadOnlyList<ExpressionNode> Arguments, int Position)
    : ExpressionNode(Position, Arguments.Max(a => a.Depth) + 1)
{
    public override ExpressionValue Evaluate(ExpressionNames names)
    {
        var numbers = Arguments.Select(a => NumberOf(a, names));
        return ExpressionValue.Of(Function switch
        {
            "abs" => Math.Abs(numbers.First()),
            "max" => numbers.Max(),
            _ => numbers.Min(),
        });
    }
}
