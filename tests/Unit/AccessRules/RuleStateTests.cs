using Abaca.DriverSdk;
using Abaca.Server.AccessRules;
using Abaca.Server.Shares;
using Xunit;

namespace Abaca.Tests.Unit.AccessRules;

/// <summary>What the rules of a share are together, and what clients of older versions see of one.</summary>
public sealed class RuleStateTests
{
    [Theory]
    [InlineData("", "active", "active")]
    [InlineData("", "error", "active")]
    [InlineData("active", "syncing", "active")]
    [InlineData("active queued_to_apply", "active", "syncing")]
    [InlineData("active applying", "syncing", "syncing")]
    [InlineData("active denying", "syncing", "syncing")]
    [InlineData("queued_to_update", "active", "syncing")]
    [InlineData("error queued_to_apply", "syncing", "syncing")]
    [InlineData("error queued_to_apply", "error", "error")]
    [InlineData("active error", "syncing", "error")]
    [InlineData("active active", "error", "active")]
    public void The_rules_of_a_share_have_one_status(string states, string now, string together) =>
        Assert.Equal(together, RuleState.Together(states.Split(' ', StringSplitOptions.RemoveEmptyEntries), now));

    [Theory]
    [InlineData("queued_to_update", "queued_to_apply")]
    [InlineData("updating", "applying")]
    [InlineData("queued_to_apply", "queued_to_apply")]
    [InlineData("applying", "applying")]
    [InlineData("active", "active")]
    [InlineData("error", "error")]
    [InlineData("queued_to_deny", "queued_to_deny")]
    [InlineData("denying", "denying")]
    public void Clients_that_know_no_updates_see_none(string state, string seen) => Assert.Equal(seen, View(state, "syncing").WithoutUpdates.State);

    [Theory]
    [InlineData("queued_to_apply", "syncing", "new")]
    [InlineData("active", "syncing", "new")]
    [InlineData("active", "active", "active")]
    [InlineData("active", "error", "error")]
    public void Clients_that_know_no_states_see_that_of_the_share(string state, string together, string seen) =>
        Assert.Equal(seen, View(state, together).WithoutStates.State);

    [Fact]
    public void A_rule_does_not_tell_its_key_when_it_is_logged() =>
        Assert.DoesNotContain("secret", (View("active", "active").Rule with { Key = "secret" }).ToString(), StringComparison.Ordinal);

    static AccessRuleView View(string state, string together) => AccessRuleView.Of(
        new StoredRule
        {
            Id = AccessRuleId.New(), ShareId = ShareId.New(), Type = AccessType.Ip, To = "10.0.0.1", Level = "rw", State = state,
            CreatedAt = DateTimeOffset.UnixEpoch,
        }, together);
}
