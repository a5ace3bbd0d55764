using Abaca.Server.Scheduling.Expressions;
using Xunit;

namespace Abaca.Tests.Unit.Scheduling;

public sealed class ExpressionTests
{
    static bool Names(string group, string entry, out object? found)
    {
        found = (group, entry) switch
        {
            ("stats", "free_capacity_gb") => 50.5,
            ("stats", "host") => "node@gold#p1",
            ("capabilities", "thin") => true,
            ("capabilities", "empty") => null,
            ("capabilities", "list") => new object[] { 1 },
            ("extra", "level") => "3",
            ("share", "size") => 4,
            _ => "none",
        };
        return found is not "none";
    }

    static string Value(string text) => Expression.Parse(text).Evaluate(Names).ToString();

    [Theory]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("(1 + 2) * 3", "9")]
    [InlineData("10 - 4 - 3", "3")]
    [InlineData("7 / 2", "3.5")]
    [InlineData("2 ^ 3 ^ 2", "512")]
    [InlineData("-2 ^ 2", "-4")]
    [InlineData("2 ^ -1", "0.5")]
    [InlineData("2 * -3", "-6")]
    [InlineData("--2", "2")]
    [InlineData("1.5 + 0.25", "1.75")]
    [InlineData("abs(-3)", "3")]
    [InlineData("max(1, 7, 3) + min(4, 2)", "9")]
    [InlineData("max(min(5, 2), 1)", "2")]
    [InlineData("true + 1", "2")]
    public void Arithmetic_is_arithmetic(string text, string value) => Assert.Equal(value, Value(text));

    [Theory]
    [InlineData("1 < 2", "true")]
    [InlineData("2 <= 1", "false")]
    [InlineData("1 < 2 < 3", "true")]
    [InlineData("1 < 3 < 2", "false")]
    [InlineData("3 > 2 >= 2 == 2", "true")]
    [InlineData("1 <> 2", "true")]
    [InlineData("1 != 1", "false")]
    [InlineData("5 < 4 < unknown", "false")]
    [InlineData("abc < abd", "true")]
    [InlineData("'a b' == \"a b\"", "true")]
    [InlineData("5 == abc", "false")]
    [InlineData("capabilities.thin == True", "true")]
    [InlineData("capabilities.thin == 1", "true")]
    public void Comparisons_chain(string text, string value) => Assert.Equal(value, Value(text));

    [Theory]
    [InlineData("1 < 2 and 2 < 1", "false")]
    [InlineData("1 < 2 && 2 < 3", "true")]
    [InlineData("1 < 2 & 2 < 3", "true")]
    [InlineData("0 or 5", "5")]
    [InlineData("0 || 1 > 2", "false")]
    [InlineData("0 | 1 OR 0 AND 0", "1")]
    [InlineData("not 1", "false")]
    [InlineData("NOT 0", "true")]
    [InlineData("!0 == 1", "true")]
    [InlineData("not (1 > 2) and 3", "3")]
    [InlineData("1 > 2 ? 10 : 20", "20")]
    [InlineData("1 ? 0 ? 1 : 2 : 3", "2")]
    [InlineData("0 ? 1 : 0 ? 2 : 3", "3")]
    [InlineData("1 ? 5 : 1 / 0", "5")]
    [InlineData("1 ? 5 : 6 and 0", "0")]
    public void Logic_is_logic(string text, string value) => Assert.Equal(value, Value(text));

    [Theory]
    [InlineData("stats.free_capacity_gb - share.size", "46.5")]
    [InlineData("extra.level * 2", "6")]
    [InlineData("stats.host == 'node@gold#p1'", "true")]
    public void Names_stand_for_what_is_known(string text, string value) => Assert.Equal(value, Value(text));

    [Theory]
    [InlineData("", 0)]
    [InlineData("1 +", 3)]
    [InlineData("1 2", 2)]
    [InlineData("(1", 2)]
    [InlineData("1 = 2", 2)]
    [InlineData("'abc", 0)]
    [InlineData("1 ? 2", 5)]
    [InlineData("sqrt(4)", 0)]
    [InlineData("max()", 4)]
    [InlineData("abs(1, 2)", 0)]
    [InlineData("1 + other.x", 4)]
    [InlineData("stats.", 0)]
    [InlineData("1 ; 2", 2)]
    public void What_cannot_be_understood_says_where(string text, int position)
    {
        var problem = Assert.Throws<ExpressionException>(() => Expression.Parse(text));
        Assert.Equal(position, problem.Position);
        Assert.Contains($"(at character {position + 1})", problem.Message);
    }

    [Theory]
    [InlineData("1 + 1 / 0", 6)]
    [InlineData("stats.nothing", 0)]
    [InlineData("1 + capabilities.empty", 4)]
    [InlineData("capabilities.list", 0)]
    [InlineData("1 + abc", 4)]
    [InlineData("1 < abc", 4)]
    [InlineData("1 or 1 / 0", 7)]
    [InlineData("10 ^ 10 ^ 10", 3)]
    [InlineData("0 ^ -1", 2)]
    public void What_has_no_value_says_where(string text, int position) =>
        Assert.Equal(position, Assert.Throws<ExpressionException>(() => Value(text)).Position);

    [Fact]
    public void Hostile_expressions_end_in_an_error_and_not_in_a_crash()
    {
        foreach (var hostile in new[]
        {
            new string('(', 4000), new string('-', 4000) + "1", new string('!', 4000), string.Concat(Enumerable.Repeat("1^", 2000)) + "1",
            string.Concat(Enumerable.Repeat("1+", 2000)) + "1", string.Concat(Enumerable.Repeat("1?", 1300)) + "1",
            string.Concat(Enumerable.Repeat("abs(", 1000)), new string('1', 5000), string.Concat(Enumerable.Repeat("1<-", 1300)) + "1;",
        })
        {
            Assert.Throws<ExpressionException>(() => Expression.Parse(hostile));
        }
    }

    [Fact]
    public void An_expression_knows_its_names()
    {
        var expression = Expression.Parse("1 ? stats.a : max(share.size, 2)");
        Assert.True(expression.Mentions("share", "size"));
        Assert.False(expression.Mentions("stats", "size"));
    }

    [Fact]
    public void A_cache_compiles_a_text_once_and_remembers_failures()
    {
        var cache = new ExpressionCache();
        Assert.Same(cache.Get("1 + 1"), cache.Get("1 + 1"));
        Assert.Throws<ExpressionException>(() => cache.Get("1 +"));
        Assert.Throws<ExpressionException>(() => cache.Get("1 +"));
        for (var i = 0; i < 5000; i++) cache.Get($"{i}");
        Assert.Equal("2", cache.Get("1 + 1").Evaluate(Names).ToString());
    }
}
