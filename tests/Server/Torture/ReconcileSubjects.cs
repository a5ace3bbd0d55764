using Abaca.DriverSdk;
using Abaca.Drivers.Dummy;
using Abaca.Server.Data;
using Abaca.Server.Operations;
using Abaca.Server.Reconcile;
using Abaca.Server.Shares;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>What may have happened to an orphan since somebody wanted it removed.</summary>
enum Meanwhile
{
    /// <summary>Nothing.</summary>
    Nothing,
    /// <summary>It got a row.</summary>
    Row,
    /// <summary>Its mark is another one.</summary>
    Mark,
    /// <summary>Another object lies in its place.</summary>
    Object,
}

/// <summary>An orphan is removed, when it is still what was named.</summary>
/// <param name="world">Its world.</param>
/// <param name="orphan">A share that the backend has and the database has not.</param>
/// <param name="meanwhile">What happens between plan and act.</param>
sealed class RemoveObjectSubject(ShareWorld world, Share orphan, Meanwhile meanwhile) : TortureSubject
{
    public override IReadOnlyList<string> Lanes => [Slices.Service];

    public override FlowRegistry Flows(Life life) => new Slices(life.Db, new TorturedDriver(world.Backend, life), world.Clock).Flows();

    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        var listed = (DriverResult<IReadOnlyList<BackendObject>>.Done)await world.Backend.List();
        var found = listed.Value.Single(one => one.InstanceId == orphan.InstanceId.Text);
        if (meanwhile is Meanwhile.Row) await world.Slices.Shares.Insert(tx, orphan, new Dictionary<string, string>());
        if (meanwhile is Meanwhile.Mark) world.Backend.Mark(orphan.InstanceId.Text, found.Mark! with { Deployment = "another" });
        if (meanwhile is Meanwhile.Object) found = found with { Identity = "dummy:another:share:object" };
        return await operations.Start(
            tx, new RemoveObjectState(Slices.Service, found, null), new OperationSubject("SHARE", orphan.Id.Text, "", "req-tortured", orphan.Id.Text), Slices.Service);
    }

    public override Task Check(OperationRecord ended)
    {
        var removed = ended.State == "done";
        Assert.True(meanwhile is Meanwhile.Nothing || !removed, "what was not named any more was removed");
        var byTorturer = ended.Reason?.Contains("by the torturer", StringComparison.Ordinal) == true || ended.Reason?.Contains("by the deadline", StringComparison.Ordinal) == true;
        Assert.True(removed || meanwhile is not Meanwhile.Nothing || byTorturer, $"it was not removed: {ended.Reason}");
        // A refusal of the torturer's, or the deadline, may come after the driver has done it.
        if (removed) Assert.Empty(world.Backend.Holds().Shares);
        else if (meanwhile is not Meanwhile.Nothing) Assert.Single(world.Backend.Holds().Shares);
        return Task.CompletedTask;
    }
}

/// <summary>An orphan becomes a share again, when it is still what was named; otherwise it stays an orphan without a row.</summary>
/// <param name="world">Its world.</param>
/// <param name="orphan">A share that the backend has and the database has not.</param>
/// <param name="meanwhile">What happens between plan and act.</param>
sealed class AdoptShareSubject(ShareWorld world, Share orphan, Meanwhile meanwhile) : TortureSubject
{
    public override IReadOnlyList<string> Lanes => [Abaca.Server.Operations.Lanes.Scheduler, Slices.Service];

    public override FlowRegistry Flows(Life life) => new Slices(life.Db, new TorturedDriver(world.Backend, life), world.Clock).Flows();

    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        var found = ((DriverResult<IReadOnlyList<BackendObject>>.Done)await world.Backend.List()).Value.Single(one => one.InstanceId == orphan.InstanceId.Text);
        if (meanwhile is Meanwhile.Mark) world.Backend.Mark(orphan.InstanceId.Text, found.Mark! with { Deployment = "another" });
        if (meanwhile is Meanwhile.Object) found = found with { Identity = "dummy:another:share:object" };
        await world.Slices.Shares.Insert(tx, orphan with { Size = 0, Status = ShareStatus.ManageStarting }, new Dictionary<string, string>());
        return await operations.Start(
            tx, new AdoptShareState(orphan.Id.Text, found), new OperationSubject("SHARE", orphan.Id.Text, ShareWorld.Project, "req-tortured", orphan.Id.Text), Abaca.Server.Operations.Lanes.Scheduler);
    }

    public override async Task Check(OperationRecord ended)
    {
        var adopted = ended.State == "done";
        Assert.True(meanwhile is Meanwhile.Nothing || !adopted, "what was not named any more was adopted");
        var now = await world.Slices.Shares.Find(orphan.Id.Text);
        Assert.Equal(adopted ? ShareStatus.Available : null, now?.Status);
        Assert.Equal(adopted ? 2 : 0, now?.Size ?? 0);
        var held = Assert.Single(world.Backend.Holds().Shares);
        if (adopted) Assert.Empty(held.Rules);
        if (meanwhile is not Meanwhile.Nothing) Assert.Single(held.Rules);
        if (adopted) await new ShareLedgers(world).Check();
        else Assert.Equal(0, await world.Db.Number($"SELECT COALESCE(SUM(in_use), 0) FROM quota_uses"));
    }
}

/// <summary>An orphaned snapshot gets its row back.</summary>
/// <param name="world">Its world.</param>
/// <param name="orphan">A snapshot that the backend has and the database has not.</param>
/// <param name="meanwhile">What happens between plan and act.</param>
sealed class AdoptSnapshotSubject(ShareWorld world, Abaca.Server.Snapshots.Snapshot orphan, Meanwhile meanwhile) : TortureSubject
{
    public override IReadOnlyList<string> Lanes => [Slices.Service];

    public override FlowRegistry Flows(Life life) => new Slices(life.Db, new TorturedDriver(world.Backend, life), world.Clock).Flows();

    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        var found = ((DriverResult<IReadOnlyList<BackendObject>>.Done)await world.Backend.List()).Value.Single(one => one.Kind == "snapshot");
        if (meanwhile is Meanwhile.Mark) world.Backend.Mark(orphan.InstanceId, found.Mark! with { Deployment = "another" });
        await world.Slices.Snapshots.Insert(tx, orphan with { Size = 0, Status = Abaca.Server.Snapshots.SnapshotStatus.ManageStarting });
        return await operations.Start(
            tx, new AdoptSnapshotState(orphan.Id.Text, found), new OperationSubject("SHARE_SNAPSHOT", orphan.Id.Text, ShareWorld.Project, "req-tortured", orphan.ShareId.Text), Slices.Service);
    }

    public override async Task Check(OperationRecord ended)
    {
        var adopted = ended.State == "done";
        Assert.True(meanwhile is Meanwhile.Nothing || !adopted, "what was not named any more was adopted");
        var now = await world.Slices.Snapshots.Find(orphan.Id.Text);
        Assert.Equal(adopted ? Abaca.Server.Snapshots.SnapshotStatus.Available : null, now?.Status);
        Assert.Single(world.Backend.Holds().Snapshots);
        if (adopted) await new ShareLedgers(world).Check();
    }
}

/// <summary>A share is set on its storage as its row says.</summary>
/// <param name="world">Its world.</param>
/// <param name="share">An available share of 2 GiB, which is larger there.</param>
/// <param name="willing">Whether the backend does it.</param>
sealed class ExportShareSubject(ShareWorld world, Share share, bool willing) : FlowSubject(world)
{
    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        if (!willing) World.Backend.Fail(DummyMethod.Shrink, new DummyFailure(FailureKind.Refuse));
        return await operations.Start(tx, new ExportShareState(share.InstanceId.Text), On(share), share.ServiceHost);
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(refused == !willing || byTorturer, refused ? "it was refused" : "it was set although the backend refused");
        if (!refused) Assert.Equal(share.Size, Assert.Single(World.Backend.Holds().Shares).SizeGib);
        // What was refused stays different, which the ledgers cannot forgive.
        World.Backend.Fail(DummyMethod.Shrink, null);
        await World.Backend.Shrink(await Slices.Specs.Of(share, default), share.Size);
    }
}
