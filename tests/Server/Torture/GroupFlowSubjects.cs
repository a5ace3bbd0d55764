using Abaca.DriverSdk;
using Abaca.Drivers.Dummy;
using Abaca.Server.Data;
using Abaca.Server.Groups;
using Abaca.Server.Operations;
using Abaca.Server.Shares;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>A group is made, empty or from a group snapshot.</summary>
/// <param name="world">Its world.</param>
/// <param name="source">The group snapshot, or null.</param>
/// <param name="fits">Whether it can be made.</param>
sealed class CreateGroupSubject(ShareWorld world, GroupSnapshot? source, bool fits) : FlowSubject(world)
{
    readonly GroupWorld groups = new(world);
    ShareGroup group = null!;
    IReadOnlyList<Share> shares = [];

    /// <summary>The call that the backend refuses, or null.</summary>
    public DummyMethod? Unwilling { get; init; }

    protected override int Told => 1 + shares.Count;

    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        if (Unwilling is { } method) World.Backend.Fail(method, new DummyFailure(FailureKind.Refuse));
        group = groups.Planned() with { SourceSnapshotId = source?.Id.Text };
        shares = source is null ? [] : groups.SharesFrom(source, group);
        await groups.Ask(tx, group);
        foreach (var share in shares) await World.Ask(tx, share);
        var state = new CreateShareGroupState(group.Id.Text, source is null ? ShareWorld.Zone : null, [.. shares.Select(s => s.Id.Text)])
        {
            RequiredHost = source is null ? null : $"{Slices.Service}#small",
        };
        return await operations.Start(tx, state, On(group), Abaca.Server.Operations.Lanes.Scheduler);
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(refused == !fits || byTorturer, refused ? "it was refused" : "it was made although it could not be");
        var made = (await Slices.Groups.Find(group.Id.Text))!;
        Assert.Equal(refused ? GroupStatus.Error : GroupStatus.Available, made.Status);
        Assert.Equal(refused ? null : $"{Slices.Service}#{(source is null ? "large" : "small")}", made.Host);
        Assert.Equal(refused ? null : "pool", made.ConsistentSnapshotSupport);
        Assert.Equal(!refused, World.Backend.HoldsGroups().Any(g => g.Id == group.Id.Text));
        foreach (var share in shares)
        {
            var now = (await Slices.Shares.Find(share.Id.Text))!;
            Assert.Equal(refused ? ShareStatus.Error : ShareStatus.Available, now.Status);
            Assert.Equal(refused ? "" : made.Host, now.Host);
            if (refused) continue;
            Assert.Equal(group.Id.Text, World.Backend.Holds().Shares.Single(s => s.InstanceId == share.InstanceId.Text).GroupId);
            Assert.True(await World.Backend.Progress(await Slices.Specs.Of(now, default)) is DriverResult<int>.Done { Value: 100 }, "its content is not there yet");
        }
    }

    internal static OperationSubject On(ShareGroup group) => new(GroupSubjects.Type, group.Id.Text, group.ProjectId, Request, group.Id.Text);
}

/// <summary>An empty group is deleted.</summary>
/// <param name="world">Its world.</param>
/// <param name="group">An available group.</param>
/// <param name="force">By force.</param>
/// <param name="willing">Whether the backend does it.</param>
sealed class DeleteGroupSubject(ShareWorld world, ShareGroup group, bool force, bool willing) : FlowSubject(world)
{
    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        if (!willing) World.Backend.Fail(DummyMethod.DeleteGroup, new DummyFailure(FailureKind.Refuse));
        Assert.True(await Slices.Groups.Move(tx, group.Id, GroupStatus.Deleting, [GroupStatus.Available]));
        return await operations.Start(tx, new DeleteShareGroupState(group.Id.Text, force), CreateGroupSubject.On(group), group.ServiceHost);
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(refused == !willing || byTorturer, refused ? "it was refused" : "it was done although the backend refused");
        Assert.Equal(refused && !force ? GroupStatus.Error : null, (await Slices.Groups.Find(group.Id.Text))?.Status);
        if (!refused) Assert.DoesNotContain(World.Backend.HoldsGroups(), g => g.Id == group.Id.Text);
    }

    protected override ShareLedgers Ledgers() => new(World) { MayBeLeft = force ? group.Id.Text : null };
}

/// <summary>A snapshot of a group is taken.</summary>
/// <param name="world">Its world.</param>
/// <param name="group">An available group with shares.</param>
/// <param name="together">Whether the backend takes the members' snapshots together.</param>
/// <param name="unwilling">The call that the backend refuses, or null.</param>
sealed class CreateGroupSnapshotSubject(ShareWorld world, ShareGroup group, bool together, DummyMethod? unwilling) : FlowSubject(world)
{
    readonly GroupWorld groups = new(world);
    readonly ShareWorld world = world;
    GroupSnapshot snapshot = null!;

    public override FlowRegistry Flows(Life life) => OneByOne(life) ?? base.Flows(life);

    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        if (unwilling is { } method) World.Backend.Fail(method, new DummyFailure(FailureKind.Refuse));
        await groups.Ask(tx, snapshot);
        return await operations.Start(tx, new CreateGroupSnapshotState(snapshot.Id.Text), On(snapshot), group.ServiceHost);
    }

    /// <summary>Plans the snapshot; before the operation is begun, since that takes place in a transaction.</summary>
    public async Task<CreateGroupSnapshotSubject> Prepared()
    {
        snapshot = await groups.PlannedSnapshot(group);
        return this;
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(refused == unwilling is not null || byTorturer, refused ? "it was refused" : "it was done although the backend refused");
        Assert.Equal(refused ? GroupStatus.Error : GroupStatus.Available, (await Slices.GroupSnapshots.Find(snapshot.Id.Text))?.Status);
        Assert.Equal(refused ? 0 : 2, World.Backend.Holds().Snapshots.Count);
    }

    protected override ShareLedgers Ledgers() => new(World) { GroupMayBeLeft = !together };

    internal static OperationSubject On(GroupSnapshot snapshot) =>
        new(GroupSubjects.SnapshotType, snapshot.Id.Text, snapshot.ProjectId, Request, snapshot.GroupId.Text);

    FlowRegistry? OneByOne(Life life) => together
        ? null
        : new Slices(life.Db, new TorturedDriver(world.Backend, life) { KnowsGroups = false }, world.Clock).Flows();
}

/// <summary>A snapshot of a group is deleted.</summary>
/// <param name="world">Its world.</param>
/// <param name="group">Its group.</param>
/// <param name="snapshot">An available group snapshot.</param>
/// <param name="together">Whether the backend drops the members' snapshots together.</param>
/// <param name="ends">By force; and whether the backend does it.</param>
sealed class DeleteGroupSnapshotSubject(
    ShareWorld world, ShareGroup group, GroupSnapshot snapshot, bool together, (bool Force, bool Willing) ends) : FlowSubject(world)
{
    readonly ShareWorld world = world;

    public override FlowRegistry Flows(Life life) =>
        new Slices(life.Db, new TorturedDriver(world.Backend, life) { KnowsGroups = together }, world.Clock).Flows();

    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        if (!ends.Willing) World.Backend.Fail(together ? DummyMethod.DeleteGroupSnapshot : DummyMethod.DeleteSnapshot, new DummyFailure(FailureKind.Refuse));
        Assert.True(await Slices.GroupSnapshots.Move(tx, snapshot.Id, GroupStatus.Deleting, [GroupStatus.Available]));
        return await operations.Start(tx, new DeleteGroupSnapshotState(snapshot.Id.Text, ends.Force), CreateGroupSnapshotSubject.On(snapshot), group.ServiceHost);
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(refused == !ends.Willing || byTorturer, refused ? "it was refused" : "it was done although the backend refused");
        Assert.Equal(refused && !ends.Force ? GroupStatus.Error : null, (await Slices.GroupSnapshots.Find(snapshot.Id.Text))?.Status);
        if (!refused) Assert.Empty(World.Backend.Holds().Snapshots);
    }

    protected override ShareLedgers Ledgers() => new(World) { SnapshotsMayBeLeft = ends.Force, GroupMayBeLeft = !together };
}
