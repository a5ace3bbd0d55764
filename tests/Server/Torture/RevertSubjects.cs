using Abaca.Drivers.Dummy;
using Abaca.DriverSdk;
using Abaca.Server.AccessRules;
using Abaca.Server.Data;
using Abaca.Server.Operations;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>
/// A share goes back to its snapshot, with a client that writes whenever the backend lets it in. Nothing that the backend has acknowledged
/// since the content was replaced may be lost, and in the end the client is in.
/// </summary>
/// <param name="world">Its world.</param>
/// <param name="share">The share, maybe resized since.</param>
/// <param name="snapshot">The snapshot.</param>
/// <param name="willing">Whether the backend does it.</param>
class RevertShareSubject(ShareWorld world, Share share, Snapshot snapshot, bool willing = true) : FlowSubject(world)
{
    readonly WritingClient client = new(world.Backend, share.InstanceId.Text);

    protected Share Share => share;

    protected Snapshot Snapshot => snapshot;

    public override FlowRegistry Flows(Life life)
    {
        life.AfterCall = client.Write;
        return base.Flows(life);
    }

    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        if (!willing) World.Backend.Fail(DummyMethod.Revert, new DummyFailure(FailureKind.Refuse));
        await LetIn(tx);
        if (snapshot.Size > share.Size) await Slices.Growth.Charge(tx, share, snapshot.Size, isNew: false);
        Assert.True(await Slices.Shares.Move(tx, share.Id, ShareStatus.Reverting, [ShareStatus.Available]));
        Assert.True(await Slices.Snapshots.Move(tx, snapshot.Id, SnapshotStatus.Restoring, [SnapshotStatus.Available]));
        return await Start(tx, operations);
    }

    protected virtual Task<string> Start(Tx tx, OperationQueue operations) => operations.Start(tx, State(), On(share), share.ServiceHost);

    protected override async Task CheckEnd(bool refused, bool byTorturer)
    {
        Assert.True(refused == !willing || byTorturer, refused ? "it was refused" : "it was done although the backend refused");
        var now = (await Slices.Shares.Find(share.Id.Text))!;
        Assert.Contains(now.Status, refused ? [ShareStatus.RevertingError, ShareStatus.Available] : (string[])[ShareStatus.Available]);
        Assert.Equal(now.Status == ShareStatus.RevertingError ? share.Size : snapshot.Size, now.Size);
        Assert.Equal(SnapshotStatus.Available, await StatusOf(snapshot.Id));
        if (!refused) Assert.True(client.IsIn, "the share is available and its client is out");
        await CheckClient();
    }

    public override async Task CheckAbandoned(OperationRecord ended)
    {
        // As an operator does it who overrules.
        await World.Db.Transaction(tx => Slices.Shares.Reset(tx, share.Id, ShareStatus.Available));
        await CheckClient();
    }

    protected override ShareLedgers Ledgers() => new(World) { UnsureSize = snapshot.Size };

    RevertShareState State() => new(share.Id.Text, snapshot.Id.Text, "this way back", share.Size, snapshot.Size);

    async Task LetIn(Tx tx)
    {
        World.Backend.LetIn(share.InstanceId.Text, "10.0.0.1");
        var rule = new StoredRule
        {
            Id = AccessRuleId.New(), ShareId = share.Id, Type = AccessType.Ip, To = "10.0.0.1", Level = "rw", RequestId = "req-allow", CreatedAt = World.Clock.GetUtcNow(),
        };
        await Slices.Rules.Insert(tx, rule, share);
        await Slices.Rules.Move(tx, rule.Id, share.InstanceId, (RuleState.QueuedToApply, RuleState.Active));
    }

    async Task CheckClient()
    {
        for (var pass = 0; await Slices.RuleReconciler.Reconcile(share.InstanceId.Text, default) is not ReconcileResult.Done; pass++)
            Assert.True(pass < 10, "the rules are never applied");
        Assert.True(client.IsIn, "the client stays out for ever");
        client.Write();
        client.MustHaveAll();
    }
}

/// <summary>A way back that the first release has begun is not gone on with.</summary>
/// <param name="world">Its world.</param>
/// <param name="share">The share, maybe resized since.</param>
/// <param name="snapshot">The snapshot.</param>
sealed class FirstRevertShareSubject(ShareWorld world, Share share, Snapshot snapshot) : RevertShareSubject(world, share, snapshot, willing: false)
{
    protected override Task<string> Start(Tx tx, OperationQueue operations) =>
        operations.Start(tx, new FirstRevertShareState(Share.Id.Text, Snapshot.Id.Text, Share.Size, Snapshot.Size), On(Share), Share.ServiceHost);
}

/// <summary>A client that writes one byte whenever it is let in, and remembers what was acknowledged since the content was last replaced.</summary>
/// <param name="backend">Where the share is.</param>
/// <param name="instanceId">The share's instance.</param>
sealed class WritingClient(DummyDriver backend, string instanceId)
{
    string? revertId;
    long begin = backend.Holds().Shares.Single(s => s.InstanceId == instanceId).UsedBytes;
    long acknowledged;

    public bool IsIn => Now.Rules.Count > 0;

    HeldShare Now => backend.Holds().Shares.Single(s => s.InstanceId == instanceId);

    public void Write()
    {
        if (backend.Holds().Shares.SingleOrDefault(s => s.InstanceId == instanceId) is not { } now) return; // its owner has deleted it
        if (now.RevertId != revertId) (revertId, begin, acknowledged) = (now.RevertId, now.UsedBytes, 0);
        if (!IsIn) return;
        backend.Fill(instanceId, now.UsedBytes + 1);
        acknowledged++;
    }

    public void MustHaveAll() => Assert.Equal(begin + acknowledged, Now.UsedBytes);
}
