using Abaca.Drivers.Dummy;
using Abaca.Server.Data;
using Abaca.Server.Operations;
using Abaca.Server.Shares;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>A share is deleted.</summary>
/// <param name="world">Its world.</param>
/// <param name="share">An available share.</param>
/// <param name="force">By force.</param>
/// <param name="willing">Whether the backend drops it.</param>
sealed class DeleteShareSubject(ShareWorld world, Share share, bool force, bool willing) : FlowSubject(world)
{
    /// <summary>What the API does for a deletion.</summary>
    public static async Task Ask(Tx tx, OperationQueue operations, Slices slices, ShareId id, bool force, string request) =>
        await Start(tx, operations, slices, id, force, request);

    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        if (!willing) World.Backend.Fail(DummyMethod.Delete, new DummyFailure(FailureKind.Refuse));
        return await Start(tx, operations, Slices, share.Id, force, Request);
    }

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(refused == !willing || byTorturer, refused ? "it was refused" : "it was done although the backend refused");
        Assert.Equal(refused && !force ? ShareStatus.ErrorDeleting : null, await StatusOf(share.Id));
    }

    protected override ShareLedgers Ledgers() => new(World) { MayBeLeft = force ? share.InstanceId.Text : null };

    static async Task<string> Start(Tx tx, OperationQueue operations, Slices slices, ShareId id, bool force, string request)
    {
        var now = (await slices.Shares.Find(tx, id.Text))!;
        Assert.True(await slices.Shares.Move(tx, id, ShareStatus.Deleting, [now.Status]));
        var lane = now.ServiceHost.Length > 0 ? now.ServiceHost : Abaca.Server.Operations.Lanes.Scheduler;
        var subject = new OperationSubject(ShareSubjects.Type, id.Text, now.ProjectId, request, id.Text);
        return await operations.Start(tx, new DeleteShareState(id.Text, force), subject, lane);
    }
}
