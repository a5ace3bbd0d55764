using System.Globalization;
using Abaca.DriverSdk;
using Abaca.Drivers.Dummy;
using Abaca.Server.Data;
using Abaca.Server.Operations;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>What lies on the backend becomes a share.</summary>
/// <param name="world">Its world.</param>
/// <param name="name">What it is called there.</param>
/// <param name="optionGib">Size in GiB that the administrator gives it, or null.</param>
/// <param name="sizeGib">Size in GiB that it has then.</param>
/// <param name="willing">Whether it can become one.</param>
sealed class ManageShareSubject(ShareWorld world, string name, int? optionGib, int sizeGib, bool willing) : FlowSubject(world)
{
    Share share = null!;

    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        share = World.Planned(0) with { Status = ShareStatus.ManageStarting, Host = $"{Slices.Service}#small", AvailabilityZone = ShareWorld.Zone };
        var options = new Dictionary<string, string>();
        if (optionGib is { } gib) options["size"] = gib.ToString(CultureInfo.InvariantCulture);
        await Slices.Shares.Insert(tx, share, new Dictionary<string, string>());
        await Slices.Exports.Replace(tx, share.InstanceId, [new ExportLocation(name, false, false, new Dictionary<string, string>())]);
        return await operations.Start(tx, new ManageShareState(share.Id.Text, name, options), On(share), Abaca.Server.Operations.Lanes.Scheduler);
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(refused == !willing || byTorturer, refused ? "it was refused" : "it was taken over");
        var now = (await Slices.Shares.Find(share.Id.Text))!;
        Assert.Equal(refused ? ShareStatus.ManageError : ShareStatus.Available, now.Status);
        Assert.Equal(refused ? 0 : sizeGib, now.Size);
        Assert.Equal(refused ? 0 : 1, World.Backend.Holds().Shares.Count);
        Assert.Equal(refused ? 2 : 1, World.Backend.Foreign().Count);
        Assert.Empty(now.Metadata);
    }
}

/// <summary>A share is let go of.</summary>
/// <param name="world">Its world.</param>
/// <param name="share">An available share.</param>
/// <param name="willing">Whether the backend does it.</param>
sealed class UnmanageShareSubject(ShareWorld world, Share share, bool willing) : FlowSubject(world)
{
    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        if (!willing) World.Backend.Fail(DummyMethod.Unmanage, new DummyFailure(FailureKind.Refuse));
        Assert.True(await Slices.Shares.Move(tx, share.Id, ShareStatus.UnmanageStarting, [ShareStatus.Available]));
        return await operations.Start(tx, new UnmanageShareState(share.Id.Text, WasTaken: true), On(share), share.ServiceHost);
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(refused == !willing || byTorturer, refused ? "it was refused" : "it was let go of although the backend refused");
        Assert.Equal(refused ? ShareStatus.UnmanageError : null, await StatusOf(share.Id));
        if (!refused) Assert.Single(World.Backend.Foreign());
    }
}

/// <summary>What lies beside a share becomes its snapshot.</summary>
/// <param name="world">Its world.</param>
/// <param name="share">An available share.</param>
/// <param name="name">What it is called there.</param>
/// <param name="willing">Whether the backend does it.</param>
sealed class ManageSnapshotSubject(ShareWorld world, Share share, string name, bool willing) : FlowSubject(world)
{
    Snapshot snapshot = null!;

    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        if (!willing) World.Backend.Fail(DummyMethod.ManageSnapshot, new DummyFailure(FailureKind.Refuse));
        snapshot = World.PlannedSnapshot(share) with { Size = 0, Status = SnapshotStatus.ManageStarting, ProviderLocation = name };
        await Slices.Snapshots.Insert(tx, snapshot);
        var state = new ManageSnapshotState(snapshot.Id.Text, name, new Dictionary<string, string>());
        return await operations.Start(tx, state, On(snapshot), share.ServiceHost);
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(refused == !willing || byTorturer, refused ? "it was refused" : "it was taken over although the backend refused");
        var now = (await Slices.Snapshots.Find(snapshot.Id.Text))!;
        Assert.Equal(refused ? SnapshotStatus.ManageError : SnapshotStatus.Available, now.Status);
        Assert.Equal(refused ? 0 : share.Size, now.Size);
        Assert.Equal(refused ? 1 : 0, World.Backend.Foreign().Count);
    }
}

/// <summary>A snapshot is let go of.</summary>
/// <param name="world">Its world.</param>
/// <param name="snapshot">An available snapshot.</param>
/// <param name="share">Its share.</param>
/// <param name="willing">Whether the backend does it.</param>
sealed class UnmanageSnapshotSubject(ShareWorld world, Snapshot snapshot, Share share, bool willing) : FlowSubject(world)
{
    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        if (!willing) World.Backend.Fail(DummyMethod.UnmanageSnapshot, new DummyFailure(FailureKind.Refuse));
        Assert.True(await Slices.Snapshots.Move(tx, snapshot.Id, SnapshotStatus.UnmanageStarting, [SnapshotStatus.Available]));
        return await operations.Start(tx, new UnmanageSnapshotState(snapshot.Id.Text, WasTaken: true), On(snapshot), share.ServiceHost);
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(refused == !willing || byTorturer, refused ? "it was refused" : "it was let go of although the backend refused");
        Assert.Equal(refused ? SnapshotStatus.UnmanageError : null, await StatusOf(snapshot.Id));
        if (!refused) Assert.Single(World.Backend.Foreign());
    }
}
