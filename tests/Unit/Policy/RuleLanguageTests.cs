using Abaca.Server.Identity.Policy;
using Xunit;

namespace Abaca.Tests.Unit.Policy;

public class RuleLanguageTests
{
    static readonly Credentials Ann = new("ann", "p1", null, ["member", "reader"], SystemScope: false, IsAdmin: false);
    static readonly Credentials Root = new("root", null, null, ["Admin"], SystemScope: true, IsAdmin: true);

    [Theory]
    [InlineData("", true, true)]
    [InlineData("@", true, true)]
    [InlineData("!", false, false)]
    [InlineData("role:admin", false, true)]
    [InlineData("role:MEMBER", true, false)]
    [InlineData("role:%(wanted_role)s", true, false)]
    [InlineData("not role:admin", true, false)]
    [InlineData("not not role:admin", false, true)]
    [InlineData("NOT role:admin AND role:reader", true, false)]
    [InlineData("project_id:%(project_id)s", true, false)]
    [InlineData("tenant_id:%(tenant_id)s", true, false)]
    [InlineData("project_id:p1", true, false)]
    [InlineData("project_id:p%(missing)s", false, false)]
    [InlineData("user_id:%(user_id)s and project_id:%(project_id)s", true, false)]
    [InlineData("system_scope:all", false, true)]
    [InlineData("is_admin:True", false, true)]
    [InlineData("is_admin:1", false, false)]
    [InlineData("'gold':%(tier)s", true, true)]
    [InlineData("\"gold\":%(target.tier)s", true, true)]
    [InlineData("'silver':%(tier)s", false, false)]
    [InlineData("7:%(number)s", true, true)]
    [InlineData("True:%(flag)s", true, true)]
    [InlineData("unheard_of:x", false, false)]
    [InlineData("'a%b':a%%b", true, true)]
    [InlineData("role:admin or role:member and role:reader", true, true)]
    [InlineData("role:member and role:reader or role:admin", true, true)]
    [InlineData("(role:admin or role:member) and role:reader", true, false)]
    [InlineData("((role:admin or (role:member)) and (not project_id:p2))", true, true)]
    [InlineData("( role:admin )", false, true)]
    [InlineData("not (role:admin or role:member)", false, false)]
    public void An_expression_means_what_oslo_policy_makes_of_it(string expression, bool ann, bool root)
    {
        var check = RuleParser.Parse(expression);
        var target = new Target("p1", "ann")
        {
            Extra = new Dictionary<string, string?> { ["tier"] = "gold", ["number"] = "7", ["flag"] = "True", ["wanted_role"] = "member" },
        };
        Assert.Equal((ann, root), (check.Holds(Ann, target), check.Holds(Root, target)));
    }

    [Fact]
    public void Nothing_equals_nothing_is_false()
    {
        Assert.False(RuleParser.Parse("project_id:%(project_id)s").Holds(Root, new Target(null)));
        Assert.False(RuleParser.Parse("project_id:%(project_id)s").Holds(Ann, new Target(null)));
    }

    [Theory]
    [InlineData("role:admin or", "ends where a check is expected")]
    [InlineData("and role:admin", "has 'and' where a check is expected")]
    [InlineData("role:admin role:member", "has 'role:member' where 'and' or 'or' is expected")]
    [InlineData("(role:admin", "has a parenthesis without an end")]
    [InlineData("role:admin)", "has ')' where 'and' or 'or' is expected")]
    [InlineData("()", "has ')' where a check is expected")]
    [InlineData("admin", "has the word 'admin', which is no check")]
    [InlineData(":x", "has the word ':x', which is no check")]
    [InlineData("http://example.org/x", "asks another server ('http:'), which Abaca does not do")]
    [InlineData("project_id:%(x", "has '%(x', in which a % begins no %(name)s")]
    [InlineData("project_id:100%", "has '100%', in which a % begins no %(name)s")]
    public void An_expression_that_means_nothing_says_why(string expression, string problem) =>
        Assert.Equal(problem, Assert.Throws<RuleSyntaxException>(() => RuleParser.Parse(expression)).Message);
}
