using Abaca.Drivers.Dummy;
using Abaca.Server.Data;
using Abaca.Server.Operations;
using Abaca.Server.Shares;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>A share is extended.</summary>
/// <param name="world">Its world.</param>
/// <param name="share">An available share.</param>
/// <param name="size">New size in GiB.</param>
/// <param name="hasRoom">Whether the pool has room for it.</param>
/// <param name="willing">Whether the backend does it.</param>
sealed class ExtendShareSubject(ShareWorld world, Share share, int size, bool hasRoom = true, bool willing = true) : FlowSubject(world)
{
    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        if (!willing) World.Backend.Fail(DummyMethod.Extend, new DummyFailure(FailureKind.Refuse));
        await Slices.Growth.Charge(tx, share, size, isNew: true);
        Assert.True(await Slices.Shares.Move(tx, share.Id, ShareStatus.Extending, [ShareStatus.Available]));
        var state = new ExtendShareState(share.Id.Text, share.Size, size, Force: false);
        return await operations.Start(tx, state, On(share), Abaca.Server.Operations.Lanes.Scheduler);
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(refused == !(hasRoom && willing) || byTorturer, refused ? "it was refused" : "it was done although it could not be");
        var now = (await Slices.Shares.Find(share.Id.Text))!;
        Assert.Contains(now.Status, refused ? (string[])[ShareStatus.Available, ShareStatus.ExtendingError] : [ShareStatus.Available]);
        if (!hasRoom) Assert.Equal(ShareStatus.Available, now.Status);
        if (hasRoom && refused && !byTorturer) Assert.Equal(ShareStatus.ExtendingError, now.Status);
        Assert.Equal(refused ? share.Size : size, now.Size);
    }

    protected override ShareLedgers Ledgers() => new(World) { UnsureSize = size };
}

/// <summary>A share is shrunk.</summary>
/// <param name="world">Its world.</param>
/// <param name="share">An available share.</param>
/// <param name="size">New size in GiB.</param>
/// <param name="fits">Whether what it holds fits in there.</param>
sealed class ShrinkShareSubject(ShareWorld world, Share share, int size, bool fits = true) : FlowSubject(world)
{
    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        if (!fits) World.Backend.Fill(share.InstanceId.Text, ((long)size << 30) + 1);
        Assert.True(await Slices.Shares.Move(tx, share.Id, ShareStatus.Shrinking, [ShareStatus.Available]));
        return await operations.Start(tx, new ShrinkShareState(share.Id.Text, share.Size, size), On(share), share.ServiceHost);
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(refused == !fits || byTorturer, refused ? "it was refused" : "data was cut off");
        var now = (await Slices.Shares.Find(share.Id.Text))!;
        Assert.Equal(refused && byTorturer ? ShareStatus.ShrinkingError : ShareStatus.Available, now.Status);
        Assert.Equal(refused ? share.Size : size, now.Size);
    }

    protected override ShareLedgers Ledgers() => new(World) { UnsureSize = size };
}
