using Abaca.DriverSdk;
using Abaca.Drivers.Dummy;
using Abaca.Server.Data;
using Xunit;

namespace Abaca.Tests.Server.Reconcile;

/// <summary>"abaca reconcile" over the real command line and API, on the Dummy backend: every kind, every action, every refusal.</summary>
public sealed class ReconcileTests : ReconciledHost
{
    [Fact]
    public async Task Every_kind_is_told_by_its_name_and_looking_changes_nothing()
    {
        var made = await EveryKind();
        var (rows, changes) = (await older.Rows(), host.Dummy.Changes);
        var found = await line.Differences();
        foreach (var (kind, instance) in made) Assert.Contains(found, one => one.Kind == kind && one.Instance == instance);
        Assert.Contains(found, one => one.Id == "dummy:foreign:share:home");
        Assert.Equal(made.Count + 1, found.Count);
        Assert.Equal((rows, changes), (await older.Rows(), host.Dummy.Changes));
        var table = (await line.Run("reconcile list")).Ended(0).Out.TrimEnd('\n').Split('\n');
        Assert.StartsWith("BACKEND  KIND", table[0]);
        Assert.All(table, row => Assert.Equal(table[0].IndexOf("KIND", StringComparison.Ordinal), row.IndexOf(row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], StringComparison.Ordinal)));
        Assert.All(await line.Differences("--kind missing"), one => Assert.Equal("missing", one.Kind));
        (await line.Run("reconcile list --backend nowhere")).Ended(1);
    }

    [Fact]
    public async Task What_is_sound_is_no_difference()
    {
        var (share, _) = await older.Make();
        await older.Snapshot(share);
        await Allow(share, "10.0.0.1");
        Assert.Empty(await line.Differences());
    }

    [Fact]
    public async Task Only_an_orphan_is_removed_and_only_with_apply()
    {
        var (kept, keptInstance) = await older.Make();
        var (_, instance) = await older.Orphan();
        var id = Assert.Single(await line.Differences()).Id;
        var plan = (await line.Run($"reconcile remove {id}")).Ended(0);
        Assert.Contains("will", plan.Out);
        Assert.Contains(instance, plan.Out);
        Assert.Contains(host.Dummy.Holds().Shares, one => one.InstanceId == instance);
        (await line.Run("reconcile remove --from - --apply --wait", input: $"# looked at\n{id}\n")).Ended(0);
        Assert.Equal([keptInstance], host.Dummy.Holds().Shares.Select(one => one.InstanceId));
        Assert.Empty(await line.Differences());
        Assert.Equal(200, (await host.Get($"/v2/shares/{kept}")).Status);
        (await line.Run($"reconcile remove {id} --apply")).Ended(1);
    }

    [Fact]
    public async Task What_is_no_orphan_is_never_removed()
    {
        await EveryKind();
        var changes = host.Dummy.Changes;
        foreach (var one in (await line.Differences()).Where(one => one.Kind != "orphan"))
        {
            var refused = (await line.Run($"reconcile remove {one.Id} --apply --wait")).Ended(1);
            Assert.Contains("refused", refused.Out);
            Assert.Contains("nothing is done", refused.Error);
        }
        Assert.Equal(changes, host.Dummy.Changes);
    }

    [Fact]
    public async Task A_list_with_something_that_is_not_ours_does_nothing_at_all()
    {
        await older.Orphan();
        var theirs = await older.Orphan();
        host.Dummy.Mark(theirs.Instance, new OwnershipMark("another-deployment", "dummy", theirs.Share, null, theirs.Instance));
        var (changes, ids) = (host.Dummy.Changes, (await line.Differences()).Select(one => one.Id).ToList());
        Assert.Equal(2, ids.Count);
        (await line.Run($"reconcile remove {string.Join(' ', ids)} --apply")).Ended(1);
        (await line.Run($"reconcile adopt --project {Project} {string.Join(' ', ids)} --apply")).Ended(1);
        Assert.Equal((changes, 2), (host.Dummy.Changes, host.Dummy.Holds().Shares.Count));
    }

    [Fact]
    public async Task What_gets_a_row_between_plan_and_act_stays()
    {
        var (_, instance) = await older.Orphan();
        var id = Assert.Single(await line.Differences()).Id;
        (await line.Run($"reconcile remove {id}")).Ended(0);
        (await line.Run($"reconcile adopt --project {Project} {id} --apply --wait")).Ended(0);
        (await line.Run($"reconcile remove {id} --apply")).Ended(1);
        Assert.Contains(host.Dummy.Holds().Shares, one => one.InstanceId == instance);
    }

    [Fact]
    public async Task What_this_database_never_had_is_no_orphan_and_is_removed_only_when_that_is_said()
    {
        var (_, instance) = await older.Unrecorded();
        var (id, kind, _) = Assert.Single(await line.Differences());
        Assert.Equal("unrecorded", kind);
        foreach (var apply in (string[])["", "--apply"])
        {
            var refused = (await line.Run($"reconcile remove {id} {apply}")).Ended(1);
            Assert.Contains("copy of this database", refused.Out);
            Assert.Contains("--even-unrecorded", refused.Out);
        }
        (await line.Run($"reconcile remove dummy:orphan:share:share-{instance} --even-unrecorded --apply")).Ended(1);
        Assert.Contains(host.Dummy.Holds().Shares, one => one.InstanceId == instance);
        (await line.Run($"reconcile remove {id} --even-unrecorded")).Ended(0);
        Assert.Contains(host.Dummy.Holds().Shares, one => one.InstanceId == instance);
        (await line.Run($"reconcile remove {id} --even-unrecorded --apply --wait")).Ended(0);
        Assert.Empty(host.Dummy.Holds().Shares);
    }

    [Fact]
    public async Task What_was_deleted_here_and_comes_back_is_an_orphan()
    {
        var (share, instance) = await older.Make();
        var snapshot = await older.Snapshot(share);
        Assert.Equal(202, (await host.Delete($"/v2/snapshots/{snapshot}", ApiHost.Member)).Status);
        await host.UntilGone($"/v2/snapshots/{snapshot}");
        Assert.Equal(202, (await host.Delete($"/v2/shares/{share}", ApiHost.Member)).Status);
        await host.UntilGone($"/v2/shares/{share}");
        Assert.Equal(2, await host.Db.Number(Sql.Raw("SELECT COUNT(*) FROM former_instances")));
        await host.Dummy.Create(OlderDatabase.Spec((share, instance)), Ct);
        Assert.Equal("orphan", Assert.Single(await line.Differences()).Kind);
    }

    [Fact]
    public async Task An_adoption_that_is_refused_is_no_evidence_that_it_was_ever_here()
    {
        await host.Post("/v2/types", new { share_type = new { name = "small", extra_specs = new Dictionary<string, object> { ["driver_handles_share_servers"] = false, ["provisioning:max_share_size"] = "2" } } });
        await older.Unrecorded(size: 3);
        var before = Assert.Single(await line.Differences());
        (await line.Run($"reconcile adopt --project {Project} --share-type small {before.Id} --apply --wait")).Ended(3);
        Assert.Equal(before, Assert.Single(await line.Differences()));
    }

    [Fact]
    public async Task A_mark_that_lies_removes_nothing()
    {
        var (_, live) = await older.Make();
        var orphan = await older.Orphan();
        host.Dummy.Mark(live, new OwnershipMark(older.Deployment, "dummy", orphan.Share, null, Guid.NewGuid().ToString()));
        var found = await line.Differences();
        Assert.Equal("undecided", Assert.Single(found, one => one.Id.EndsWith($"share-{live}", StringComparison.Ordinal)).Kind);
        (await line.Run($"reconcile remove dummy:orphan:share:share-{live} --apply")).Ended(1);
        Assert.Contains(host.Dummy.Holds().Shares, one => one.InstanceId == live);
    }

    [Fact]
    public async Task A_backend_that_does_not_answer_makes_nothing_an_orphan_and_nothing_missing()
    {
        await older.Orphan();
        var gone = await older.Make();
        await host.Dummy.Delete(OlderDatabase.Spec(gone), Ct);
        var before = await line.Differences();
        host.Dummy.Fail(DummyMethod.List, new DummyFailure(FailureKind.Unclear));
        Assert.Equal(("dummy:undecided:backend:testhost@dummy", "undecided"), Assert.Single(await line.Differences()) is var one ? (one.Id, one.Kind) : default);
        foreach (var (id, kind, _) in before) (await line.Run($"reconcile {(kind == "orphan" ? "remove" : "mark-missing")} {id} --apply")).Ended(1);
        host.Dummy.Fail(DummyMethod.List, null);
        Assert.Equal(before, await line.Differences());
    }

    [Fact]
    public async Task Nobody_but_administrators_sees_or_does_anything()
    {
        await older.Orphan();
        var id = Assert.Single(await line.Differences()).Id;
        foreach (var command in (string[])["list", $"remove {id} --apply", $"adopt --project {Project} {id} --apply"])
        {
            var refused = (await line.Run($"reconcile {command}", token: ApiHost.Member)).Ended(1);
            Assert.DoesNotContain(id, refused.Out);
        }
        Assert.Single(host.Dummy.Holds().Shares);
    }

    /// <summary>One share of every kind of difference, by kind and instance; and one that somebody else made, called "home".</summary>
    async Task<IReadOnlyList<(string Kind, string Instance)>> EveryKind()
    {
        var (unmarked, foreign, gone, larger, open, contested) =
            (await older.Make(), await older.Make(), await older.Make(), await older.Make(), await older.Make(), await older.Make());
        await Allow(open.Share, "10.0.0.1");
        await Allow(contested.Share, "10.0.0.1");
        var (orphan, unrecorded) = (await older.Orphan(), await older.Unrecorded());
        host.Dummy.Mark(unmarked.Instance, null);
        host.Dummy.Mark(foreign.Instance, new OwnershipMark("another-deployment", "dummy", foreign.Share, null, foreign.Instance));
        foreach (var made in (ValueTuple<string, string>[])[unmarked, foreign]) await older.Forget(made.Item1);
        await host.Dummy.Delete(OlderDatabase.Spec(gone), Ct);
        Assert.Equal(new DriverResult.Done(), await host.Dummy.Extend(OlderDatabase.Spec(larger), 3, Ct));
        host.Dummy.LoseRules(open.Instance);
        host.Dummy.Mark(contested.Instance, new OwnershipMark("another-deployment", "dummy", contested.Share, null, contested.Instance));
        host.Dummy.Lay("home", "fake_pool_for_dummy", 1);
        return
        [
            ("orphan", orphan.Instance), ("unrecorded", unrecorded.Instance), ("unmarked", unmarked.Instance), ("foreign", foreign.Instance), ("missing", gone.Instance), ("wrong_size", larger.Instance),
            ("wrong_rules", open.Instance), ("undecided", contested.Instance),
        ];
    }
}
