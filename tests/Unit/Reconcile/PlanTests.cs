using Abaca.DriverSdk;
using Abaca.Server.Reconcile;
using Xunit;
using static Abaca.Tests.Unit.Reconcile.Warehouse;

namespace Abaca.Tests.Unit.Reconcile;

/// <summary>What may be done about what, and what is refused with which reason.</summary>
public sealed class PlanTests
{
    static readonly string Orphan = $"one:orphan:share:share-{Id(1)}";

    [Fact]
    public void An_orphan_is_removed_and_named_with_its_mark()
    {
        var item = Single(ReconcileAction.Remove, new Warehouse().Holds(Share(1, Mark(1))), Orphan);
        Assert.Equal(PlannedItem.Will, item.Verdict);
        Assert.Contains(Ours, item.Why);
        Assert.Contains("disk:1", item.Why);
    }

    [Fact]
    public void What_this_database_never_had_is_removed_only_when_that_is_said()
    {
        var (house, id) = (new Warehouse().NeverHad(1).Holds(Share(1, Mark(1))), $"one:unrecorded:share:share-{Id(1)}");
        var refused = Single(ReconcileAction.Remove, house, id);
        Assert.Equal(PlannedItem.Refused, refused.Verdict);
        Assert.Contains("--even-unrecorded", refused.Why);
        Assert.True(Plan.Of(ReconcileAction.Remove, [id], house.Stock(), evenUnrecorded: true).IsSound);
        Assert.Equal(PlannedItem.Will, Single(ReconcileAction.Adopt, house, id).Verdict);
        foreach (var action in (string[])[ReconcileAction.Export, ReconcileAction.MarkMissing]) Assert.Equal(PlannedItem.Refused, Single(action, house, id).Verdict);
    }

    [Fact]
    public void Nothing_but_an_orphan_is_removed()
    {
        var house = new Warehouse("one", "two").Silent("two").Row(1).Row(2).Row(3, gib: 1);
        house.Holds(Share(3, Mark(3), 2)).Holds(Share(4, mark: null)).Holds(Share(5, Mark(5, Theirs))).Holds(new BackendObject("share", "home", null) { Identity = "disk:home" });
        house.Looked(1).Looked(2);
        foreach (var kind in Comparison.Of(house.Stock()))
        {
            var item = Single(ReconcileAction.Remove, house, kind.Id);
            Assert.True(item.Verdict == PlannedItem.Refused && item.Why.Length > 0, kind.Id);
        }
    }

    [Fact]
    public void What_is_no_difference_now_is_refused()
    {
        var house = new Warehouse().Row(1).Holds(Share(1, Mark(1)));
        foreach (var action in ReconcileAction.All) Assert.Equal(PlannedItem.Refused, Single(action, house, Orphan).Verdict);
    }

    [Fact]
    public void A_list_with_something_that_is_not_ours_is_not_sound()
    {
        var house = new Warehouse().Holds(Share(1, Mark(1))).Holds(Share(5, Mark(5, Theirs)));
        var plan = Plan.Of(ReconcileAction.Remove, [Orphan, $"one:foreign:share:share-{Id(5)}"], house.Stock());
        Assert.False(plan.IsSound);
        Assert.Equal([PlannedItem.Will, PlannedItem.Refused], plan.Items.Select(item => item.Verdict));
    }

    [Fact]
    public void A_share_with_snapshots_goes_with_them_or_not_at_all()
    {
        var house = new Warehouse().Holds(Share(1, Mark(1))).Holds(Snapshot(1, 1, SnapshotMark(1, 1)));
        var refused = Single(ReconcileAction.Remove, house, Orphan);
        Assert.Equal(PlannedItem.Refused, refused.Verdict);
        Assert.Contains($"snapshot-{Id(2001)}", refused.Why);
        Assert.True(Plan.Of(ReconcileAction.Remove, [Orphan, $"one:orphan:snapshot:snapshot-{Id(2001)}"], house.Stock()).IsSound);
    }

    [Fact]
    public void Names_that_fit_two_objects_are_refused()
    {
        var house = new Warehouse().Holds(Share(1, Mark(1))).Holds(Share(2, Mark(2)) with { Name = $"share-{Id(1)}" });
        Assert.Equal(PlannedItem.Refused, Single(ReconcileAction.Remove, house, Orphan).Verdict);
    }

    [Theory]
    [InlineData(DifferenceKind.Orphan, PlannedItem.Will)]
    [InlineData(DifferenceKind.Unmarked, PlannedItem.Will)]
    [InlineData(DifferenceKind.Foreign, PlannedItem.Refused)]
    public void What_is_ours_or_nobodys_is_adopted_and_another_deployments_is_not(string kind, string verdict)
    {
        var mark = kind switch { DifferenceKind.Orphan => Mark(1), DifferenceKind.Foreign => Mark(1, Theirs), _ => null };
        Assert.Equal(verdict, Single(ReconcileAction.Adopt, new Warehouse().Holds(Share(1, mark)), $"one:{kind}:share:share-{Id(1)}").Verdict);
    }

    [Fact]
    public void Only_what_is_missing_is_put_in_error_and_only_what_has_a_row_is_exported()
    {
        var missing = new Warehouse().Row(1).Looked(1);
        Assert.Equal(PlannedItem.Will, Single(ReconcileAction.MarkMissing, missing, $"one:missing:share:{Id(1)}").Verdict);
        Assert.Equal(PlannedItem.Refused, Single(ReconcileAction.Export, missing, $"one:missing:share:{Id(1)}").Verdict);
        var larger = new Warehouse().Row(1).Holds(Share(1, Mark(1), 3));
        Assert.Equal(PlannedItem.Will, Single(ReconcileAction.Export, larger, $"one:wrong_size:share:share-{Id(1)}").Verdict);
        Assert.Equal(PlannedItem.Refused, Single(ReconcileAction.MarkMissing, larger, $"one:wrong_size:share:share-{Id(1)}").Verdict);
    }

    [Fact]
    public void Only_size_and_rules_of_what_has_a_row_are_taken_from_the_storage()
    {
        var missing = new Warehouse().Row(1).Looked(1);
        Assert.Equal(PlannedItem.Refused, Single(ReconcileAction.Accept, missing, $"one:missing:share:{Id(1)}").Verdict);
        Assert.Equal(PlannedItem.Refused, Single(ReconcileAction.Accept, new Warehouse().Holds(Share(1, Mark(1))), Orphan).Verdict);
        var larger = Single(ReconcileAction.Accept, new Warehouse().Row(1).Holds(Share(1, Mark(1), 3)), $"one:wrong_size:share:share-{Id(1)}");
        Assert.Equal(PlannedItem.Will, larger.Verdict);
        Assert.Contains("3 GiB instead of 1 GiB", larger.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_of_a_share_with_replicas_are_not_taken_from_the_storage_and_the_plan_says_so()
    {
        foreach (var (replicated, verdict) in new[] { (true, PlannedItem.Refused), (false, PlannedItem.Will) })
        {
            var stock = new Warehouse().Row(1, replicated: replicated).Holds(Share(1, Mark(1))).Stock() with { Rules = new Dictionary<string, OtherRules> { [Id(1)] = new("It lets somebody in.", []) } };
            var item = Assert.Single(Plan.Of(ReconcileAction.Accept, [$"one:wrong_rules:share:share-{Id(1)}"], stock).Items);
            Assert.True(item.Verdict == verdict, item.Why);
        }
    }

    [Fact]
    public void The_size_of_a_replica_is_not_said_to_be_none()
    {
        var stock = new Warehouse().Row(1, gib: 0, replicated: true).Holds(Share(1, Mark(1))).Stock() with { Rules = new Dictionary<string, OtherRules> { [Id(1)] = new("It lets somebody in.", []) } };
        Assert.DoesNotContain("GiB", Assert.Single(Plan.Of(ReconcileAction.Export, [$"one:wrong_rules:share:share-{Id(1)}"], stock).Items).Why, StringComparison.Ordinal);
    }

    static PlannedItem Single(string action, Warehouse house, string id) => Assert.Single(Plan.Of(action, [id], house.Stock()).Items);
}
