using Abaca.DriverSdk;
using Abaca.Server.Reconcile;
using Xunit;

namespace Abaca.Tests.Unit.Reconcile;

/// <summary>What a storage lets in against what rules say.</summary>
public class RuleComparisonTests
{
    [Theory]
    [InlineData("0.0.0.0/1 128.0.0.0/1", "0.0.0.0/0")]
    [InlineData("10.0.0.1", "10.0.0.1/32")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.0/24 10.0.0.7", "10.0.0.0/24")]
    [InlineData("", "")]
    public void The_same_addresses_at_the_same_levels_are_no_difference(string wanted, string applied) =>
        Assert.Null(RuleComparison.Difference(Wanted(wanted), Applied(applied)));

    [Fact]
    public void Who_is_let_in_without_a_rule_and_who_is_not_are_named()
    {
        var said = RuleComparison.Difference(Wanted("10.0.0.0/24 10.0.0.7:ro"), Applied("10.0.0.0/24 10.9.0.0/16"));
        Assert.Equal("The storage lets in who has no rule: ip 10.9.0.0/16 rw and does not let in: ip 10.0.0.7 ro.", said);
    }

    [Fact]
    public void Clients_that_are_no_addresses_are_compared_by_their_names()
    {
        AccessRule[] wanted = [new("1", AccessType.Cephx, "anna", AccessLevel.Rw), new("2", AccessType.Ip, "0.0.0.0/0", AccessLevel.Rw)];
        AppliedRule[] applied = [new(AccessType.Cephx, "bert", AccessLevel.Rw), new(AccessType.Ip, "0.0.0.0/1", AccessLevel.Rw), new(AccessType.Ip, "128.0.0.0/1", AccessLevel.Rw)];
        Assert.Equal("The storage lets in who has no rule: cephx bert rw and does not let in: cephx anna rw.", RuleComparison.Difference(wanted, applied));
    }

    static AccessRule[] Wanted(string text) => [.. Words(text).Select((word, i) => new AccessRule($"{i}", AccessType.Ip, word.To, word.Level))];

    static AppliedRule[] Applied(string text) => [.. Words(text).Select(word => new AppliedRule(AccessType.Ip, word.To, word.Level))];

    static IEnumerable<(string To, AccessLevel Level)> Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(word => word.EndsWith(":ro", StringComparison.Ordinal) ? (word[..^3], AccessLevel.Ro) : (word, AccessLevel.Rw));
}
