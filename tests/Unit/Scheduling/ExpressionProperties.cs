using System.Globalization;
using Abaca.Server.Scheduling.Expressions;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Abaca.Tests.Unit.Scheduling;

public sealed class ExpressionProperties
{
    sealed record Written(string Text, double Value)
    {
        public override string ToString() => $"{Text} = {Value}";
    }

    static bool NoNames(string group, string entry, out object? found)
    {
        found = null;
        return false;
    }

    static Gen<Written> Numbers => Gen.Choose(0, 99).Select(n => new Written(n.ToString(CultureInfo.InvariantCulture), n));

    // Every node is in brackets, so the value is known without any rule of precedence.
    static Gen<Written> Trees(int depth) => depth == 0 ? Numbers : Gen.OneOf(
        Numbers,
        Gen.Elements("+", "-", "*").SelectMany(op => Trees(depth - 1).Two(), (op, pair) => Joined(op, pair)),
        Gen.Elements("<", "<=", "==", "!=").SelectMany(op => Trees(depth - 1).Two(), (op, pair) => Joined(op, pair)),
        Trees(depth - 1).Select(t => new Written($"(-{t.Text})", -t.Value)),
        Trees(depth - 1).Select(t => new Written($"(not {t.Text})", t.Value == 0 ? 1 : 0)),
        Trees(depth - 1).Two().Select(p => new Written($"max({p.Item1.Text}, {p.Item2.Text})", Math.Max(p.Item1.Value, p.Item2.Value))),
        Trees(depth - 1).Three().Select(p => new Written(
            $"({p.Item1.Text} ? {p.Item2.Text} : {p.Item3.Text})", p.Item1.Value != 0 ? p.Item2.Value : p.Item3.Value)));

    static Written Joined(string op, (Written Left, Written Right) pair)
    {
        var (left, right) = (pair.Left.Value, pair.Right.Value);
        return new Written($"({pair.Left.Text} {op} {pair.Right.Text})", op switch
        {
            "+" => left + right,
            "-" => left - right,
            "*" => left * right,
            "<" => left < right ? 1 : 0,
            "<=" => left <= right ? 1 : 0,
            "==" => left == right ? 1 : 0,
            _ => left != right ? 1 : 0,
        });
    }

    [Fact]
    public void What_is_written_out_is_read_back_as_the_same_value() =>
        Prop.ForAll(Trees(4).ToArbitrary(), tree => Expression.Parse(tree.Text).Evaluate(NoNames).AsNumber == tree.Value)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_has_a_value_or_an_error_of_its_own() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text => OwnErrorsOnly(text ?? "")).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_row_of_words_has_a_value_or_an_error_of_its_own()
    {
        var words = Gen.Elements(
            "1", "2.5", "abc", "'x'", "stats.a", "share.size", "+", "-", "*", "/", "^", "<", ">=", "==", "<>", "and", "or", "not", "!",
            "?", ":", "(", ")", ",", "abs(", "max(", "min(", "true");
        Prop.ForAll(words.ListOf().Select(row => string.Join(' ', row)).ToArbitrary(), OwnErrorsOnly)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    static bool OwnErrorsOnly(string text)
    {
        try
        {
            var value = Expression.Parse(text).Evaluate(NoNames);
            return double.IsFinite(value.AsNumber);
        }
        catch (ExpressionException problem)
        {
            return problem.Position >= 0 && problem.Position <= Math.Max(text.Length, Expression.LongestText);
        }
    }
}
