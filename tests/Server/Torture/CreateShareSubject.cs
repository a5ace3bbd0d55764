using Abaca.DriverSdk;
using Abaca.Server.Data;
using Abaca.Server.Operations;
using Abaca.Server.Shares;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>A share is made.</summary>
/// <param name="world">Its world.</param>
/// <param name="share">The share that is asked for.</param>
/// <param name="pool">The pool it must come to, or null when no pool will have it.</param>
sealed class CreateShareSubject(ShareWorld world, Share share, string? pool) : FlowSubject(world)
{
    bool deleted;

    /// <summary>In the middle of it an administrator deletes the share by force, instead of only cancelling.</summary>
    public bool IsDeletedByForce { get; init; }

    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        await World.Ask(tx, share);
        return await operations.Start(tx, new CreateShareState(share.Id.Text, null, false), On(share), Abaca.Server.Operations.Lanes.Scheduler);
    }

    public override async Task Interrupt(Tx tx, OperationQueue operations, string key)
    {
        await base.Interrupt(tx, operations, key);
        if (!IsDeletedByForce) return;
        deleted = true;
        await DeleteShareSubject.Ask(tx, operations, Slices, share.Id, force: true, "req-deletes");
    }

    public override async Task CheckAbandoned(OperationRecord ended)
    {
        if (!deleted) return;
        Assert.Null(await StatusOf(share.Id));
        await Ledgers().Check();
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        if (deleted)
        {
            Assert.Null(await StatusOf(share.Id));
            return;
        }
        Assert.True(refused == (pool is null) || byTorturer, refused ? "it was refused" : "it was made where there is no room");
        var made = await Slices.Shares.Find(share.Id.Text);
        Assert.Equal(refused ? ShareStatus.Error : ShareStatus.Available, made?.Status);
        Assert.Equal(refused ? "" : $"{Slices.Service}#{pool}", made?.Host ?? "");
        if (!refused) Assert.Equal("100%", made?.Progress);
        if (!refused && share.SnapshotId is not null) Assert.True(await IsCopied(made!), "it is available and its content is not there yet");
    }

    async Task<bool> IsCopied(Share made) =>
        await World.Backend.Progress(await Slices.Specs.Of(made, default)) is DriverResult<int>.Done { Value: 100 };
}
