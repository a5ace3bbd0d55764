using Abaca.DriverSdk;
using Abaca.Server.Reconcile;
using Xunit;
using static Abaca.Tests.Unit.Reconcile.Warehouse;

namespace Abaca.Tests.Unit.Reconcile;

/// <summary>What is called what. Whoever doubts gets "undecided".</summary>
public sealed class ComparisonTests
{
    [Fact]
    public void What_has_a_row_in_its_place_and_its_size_is_no_difference() =>
        Assert.Empty(new Warehouse().Row(1).Holds(Share(1, Mark(1))).Row(2).Holds(Share(2, mark: null)).Compared());

    [Fact]
    public void Our_mark_without_a_row_is_an_orphan()
    {
        var orphan = Assert.Single(new Warehouse().Holds(Share(1, Mark(1))).Compared());
        Assert.Equal((DifferenceKind.Orphan, "share", Id(1), Id(1001)), (orphan.Kind, orphan.Object, orphan.InstanceId, orphan.ShareId));
        Assert.Equal($"one:orphan:share:share-{Id(1)}", orphan.Id);
    }

    [Fact]
    public void Our_mark_of_an_instance_that_this_database_never_had_is_no_orphan()
    {
        var found = new Warehouse().NeverHad(1, 3001).Row(2).Holds(Share(1, Mark(1))).Holds(Share(2, Mark(2))).Holds(Snapshot(1, 2, SnapshotMark(1, 2))).Compared();
        Assert.Equal([DifferenceKind.Unrecorded, DifferenceKind.Unrecorded], found.Select(one => one.Kind));
        Assert.All(found, one => Assert.Contains("copy of this database", one.Reason));
    }

    [Fact]
    public void A_further_instance_of_a_share_that_had_a_row_is_no_evidence_for_itself()
    {
        // Moved by another copy of the service: share and former instance are known here, the new instance is not.
        var found = new Warehouse().NeverHad(2).Row(1).Holds(Share(1, Mark(1))).Holds(Share(2, Mark(2) with { ShareId = Id(1001) })).Compared();
        Assert.Equal(DifferenceKind.Unrecorded, Assert.Single(found).Kind);
    }

    [Fact]
    public void A_name_like_ours_without_mark_and_row_is_unmarked() => Assert.Equal(DifferenceKind.Unmarked, Kind(new Warehouse().Holds(Share(1, mark: null))));

    [Fact]
    public void What_was_let_go_is_undecided_while_an_older_row_has_it_and_free_when_none_has()
    {
        var share = Share(1, mark: null) with { IsLetGo = true };
        Assert.Equal(DifferenceKind.Unmarked, Kind(new Warehouse().Holds(share)));
        Assert.Equal(DifferenceKind.Undecided, Kind(new Warehouse().Row(1).Looked(1, share).Holds(share)));
        Assert.Equal(DifferenceKind.Undecided, Kind(new Warehouse().Row(1, identity: "disk:home").Holds(new BackendObject("share", "home", null) { Identity = "disk:home", IsLetGo = true })));
        Assert.Equal(DifferenceKind.Undecided, Kind(new Warehouse().Row(1).Looked(1, share))); // not in the list, and found by itself
        Assert.Equal(DifferenceKind.Undecided, Kind(new Warehouse().Row(2).SnapshotRow(1, 2).Holds(Share(2, Mark(2))).Holds(Snapshot(1, 2, mark: null) with { IsLetGo = true })));
    }

    [Fact]
    public void Another_deployments_mark_is_foreign() => Assert.Equal(DifferenceKind.Foreign, Kind(new Warehouse().Holds(Share(1, Mark(1, Theirs)))));

    [Fact]
    public void Neither_name_nor_mark_is_foreign() =>
        Assert.Equal(DifferenceKind.Foreign, Kind(new Warehouse().Holds(new BackendObject("share", "home", null) { Identity = "disk:home" })));

    [Fact]
    public void An_unreadable_mark_is_foreign() => Assert.Equal(DifferenceKind.Foreign, Kind(new Warehouse().Holds(Share(1, OwnershipMark.Read("abaca1 nonsense")))));

    [Fact]
    public void A_live_share_of_another_section_on_the_same_storage_is_no_difference_and_seen_once()
    {
        var house = new Warehouse("one", "two").Row(1, "one").Row(2, "two");
        house.Holds(Share(1, Mark(1)), "one", "two").Holds(Share(2, Mark(2, section: "two")), "one", "two").Holds(Share(3, Mark(3, section: "two")), "one", "two");
        var only = Assert.Single(house.Compared());
        Assert.Equal(("two", DifferenceKind.Orphan, Id(3)), (only.Backend, only.Kind, only.InstanceId));
    }

    [Fact]
    public void A_row_of_a_host_that_cannot_be_asked_makes_it_undecided()
    {
        var found = new Warehouse().Row(1, "gone", host: "elsewhere").Holds(Share(1, Mark(1))).Compared();
        Assert.Contains(found, one => one is { Kind: DifferenceKind.Undecided, Object: "share" } && one.Reason.Contains("elsewhere@gone"));
        Assert.Contains(found, one => one is { Kind: DifferenceKind.Undecided, Object: "backend", Name: "elsewhere@gone" });
        Assert.DoesNotContain(found, one => one.Kind == DifferenceKind.Orphan);
    }

    [Fact]
    public void A_row_on_another_storage_makes_it_undecided()
    {
        var found = new Warehouse("one", "two").Row(1, "two").Looked(1, Share(1, Mark(1)) with { Identity = "other:1" }).Holds(Share(1, Mark(1)), "one").Compared();
        Assert.Equal(DifferenceKind.Undecided, Assert.Single(found).Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_silent_backend_that_may_share_the_storage_makes_orphans_undecided(bool sameDriver)
    {
        var house = new Warehouse("one", "two").Silent("two").Holds(Share(1, Mark(1)), "one");
        var stock = house.Stock();
        if (!sameDriver) stock = stock with { Shelves = [stock.Shelves[0], stock.Shelves[1] with { Driver = "tape" }] };
        var found = Comparison.Of(stock);
        Assert.Equal(sameDriver ? DifferenceKind.Undecided : DifferenceKind.Orphan, found.Single(one => one.Object == "share").Kind);
        Assert.Contains(found, one => one is { Object: "backend", Kind: DifferenceKind.Undecided, Name: "node@two" });
    }

    [Fact]
    public void Rows_of_a_silent_backend_are_not_missing() =>
        Assert.Equal("backend", Assert.Single(new Warehouse().Silent("one").Row(1).Compared()).Object);

    [Fact]
    public void A_row_at_rest_of_which_the_driver_itself_knows_nothing_is_missing()
    {
        var missing = Assert.Single(new Warehouse().Row(1).Looked(1).Compared());
        Assert.Equal((DifferenceKind.Missing, Id(1), Id(1001)), (missing.Kind, missing.Name, missing.ShareId));
    }

    [Fact]
    public void A_row_that_its_driver_was_not_asked_for_is_not_missing() => Assert.Empty(new Warehouse().Row(1).Compared());

    [Theory]
    [InlineData("creating")]
    [InlineData("deleting")]
    [InlineData("error")]
    [InlineData("manage_error")]
    public void A_row_that_is_not_at_rest_is_not_missing(string status) => Assert.Empty(new Warehouse().Row(1, status: status).Looked(1).Compared());

    [Fact]
    public void What_gets_a_row_while_the_storage_is_asked_is_no_difference()
    {
        var house = new Warehouse().Holds(Share(1, Mark(1)));
        house.Late = new StoredThings([new ShareRow(Id(1), Id(1001), "project", "node@one", "creating", 1)], [], []);
        Assert.Empty(house.Compared());
    }

    [Fact]
    public void A_row_that_goes_while_the_storage_is_asked_is_not_missing()
    {
        var stock = new Warehouse().Row(1).Looked(1).Stock();
        Assert.Empty(Comparison.Of(stock with { After = StoredThings.None }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1001)]
    public void What_an_operation_names_is_undecided(int id) => Assert.Equal(DifferenceKind.Undecided, Kind(new Warehouse().Holds(Share(1, Mark(1))).Underway($"share.delete {Id(id)}")));

    [Fact]
    public void A_mark_that_lies_about_a_live_row_is_undecided_and_the_row_keeps_what_is_its_own()
    {
        var found = new Warehouse().Row(1).Row(2).Holds(Share(1, Mark(1))).Holds(Share(2, Mark(1))).Looked(2, Share(2, Mark(1))).Compared();
        Assert.All(found, one => Assert.Equal(DifferenceKind.Undecided, one.Kind));
        Assert.Contains(found, one => one.Identity == "disk:2");
        Assert.DoesNotContain(found, one => one.Identity == "disk:1");
    }

    [Fact]
    public void A_name_of_a_live_row_with_a_mark_of_nobody_is_undecided() =>
        Assert.Equal(DifferenceKind.Undecided, Kind(new Warehouse().Row(1, status: "error").Holds(Share(1, Mark(7)))));

    [Fact]
    public void A_name_of_a_live_row_with_another_deployments_mark_is_undecided() =>
        Assert.Equal(DifferenceKind.Undecided, Kind(new Warehouse().Row(1, status: "error").Holds(Share(1, Mark(1, Theirs)))));

    [Fact]
    public void Two_objects_with_one_mark_are_undecided()
    {
        var found = new Warehouse().Holds(Share(1, Mark(1))).Holds(Share(1, Mark(1)) with { Name = "copy", Identity = "disk:copy", InstanceId = null, NamedIds = [] }).Compared();
        Assert.Equal(2, found.Count(one => one.Kind == DifferenceKind.Undecided));
    }

    [Fact]
    public void A_copy_that_carries_a_live_rows_mark_is_undecided()
    {
        var only = Assert.Single(new Warehouse().Row(1).Holds(Share(1, Mark(1))).Holds(Share(1, Mark(1)) with { Name = "copy", Identity = "disk:copy", InstanceId = null, NamedIds = [] }).Compared());
        Assert.Equal((DifferenceKind.Undecided, "disk:copy"), (only.Kind, only.Identity));
    }

    [Fact]
    public void What_lies_inside_something_that_a_row_has_is_undecided() =>
        Assert.Equal(DifferenceKind.Undecided, Kind(new Warehouse().Row(1).Holds(Share(1, Mark(1))).Holds(Share(2, Mark(2)) with { Around = ["disk:1"] })));

    [Fact]
    public void An_adopted_share_without_mark_is_its_rows_by_the_services_record() =>
        Assert.Empty(new Warehouse().Row(1, identity: "disk:home").Holds(new BackendObject("share", "home", null) { Identity = "disk:home" }).Compared());

    [Fact]
    public void An_adopted_share_without_mark_is_its_rows_by_its_drivers_word()
    {
        var home = new BackendObject("share", "home", null) { Identity = "disk:home" };
        Assert.Empty(new Warehouse().Row(1).Holds(home).Looked(1, home).Compared());
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void A_size_that_differs_is_told(int gib, bool isWrong)
    {
        var found = new Warehouse().Row(1, gib: 1).Holds(Share(1, Mark(1), gib)).Compared();
        Assert.Equal(isWrong ? [DifferenceKind.WrongSize] : [], found.Select(one => one.Kind));
    }

    [Fact]
    public void A_limit_with_a_little_more_for_full_copies_is_no_difference() =>
        Assert.Empty(new Warehouse().Row(1).Holds(Share(1, Mark(1)) with { SizeBytes = Gib + (8 << 20) }).Compared());

    [Fact]
    public void Rules_that_differ_are_told()
    {
        var stock = new Warehouse().Row(1).Holds(Share(1, Mark(1))).Stock() with { Rules = new Dictionary<string, OtherRules> { [Id(1)] = new("It lets somebody in.", []) } };
        Assert.Equal((DifferenceKind.WrongRules, "It lets somebody in."), Assert.Single(Comparison.Of(stock)) is var one ? (one.Kind, one.Reason) : default);
    }

    [Fact]
    public void A_snapshot_of_a_live_share_without_row_is_an_orphan_and_one_that_is_gone_is_missing()
    {
        var house = new Warehouse().Row(1).Holds(Share(1, Mark(1))).SnapshotRow(1, 1).Holds(Snapshot(1, 1, SnapshotMark(1, 1)));
        house.Holds(Snapshot(2, 1, SnapshotMark(2, 1))).SnapshotRow(3, 1).Looked(3003);
        var found = house.Compared();
        Assert.Equal([(DifferenceKind.Orphan, "snapshot"), (DifferenceKind.Missing, "snapshot")], found.Select(one => (one.Kind, one.Object)));
        Assert.Equal(Id(1001), found[0].ShareId);
    }

    [Fact]
    public void An_export_without_a_share_is_unmarked_and_that_of_a_live_share_is_none()
    {
        var house = new Warehouse().Row(1).Holds(Share(1, Mark(1))).Holds(new BackendObject("export", "e1", Id(1))).Holds(new BackendObject("export", "e2", Id(2)));
        Assert.Equal((DifferenceKind.Unmarked, "e2"), Assert.Single(house.Compared()) is var one ? (one.Kind, one.Name) : default);
    }

    static string Kind(Warehouse house) => Assert.Single(house.Compared(), one => one.Object != "backend").Kind;
}
