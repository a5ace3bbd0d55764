using Abaca.DriverSdk;
using Abaca.Server.Data;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Tests.Server.Torture;

/// <summary>Puts replicated shares into a world: the active replica in the pool "large", another one in "small".</summary>
/// <param name="world">The world.</param>
sealed class ReplicaWorld(ShareWorld world)
{
    Slices Slices => world.Slices;

    /// <summary>A share with nothing but its active replica.</summary>
    public async Task<Share> Share(int sizeGib)
    {
        var share = await world.Laid(world.PlannedReplicated(sizeGib), "large");
        await world.Db.Transaction(tx => Slices.Instances.SetReplicaState(tx, share, SyncState.Active, false));
        return share with { ReplicaState = SyncState.Active };
    }

    /// <summary>A replica that is only a plan.</summary>
    public Share Planned(Share share) => share with
    {
        InstanceId = ShareInstanceId.New(world.Clock.GetUtcNow()),
        Host = "",
        Status = ShareStatus.Creating,
        AvailabilityZone = null,
        ReplicaState = SyncState.OutOfSync,
        IsReadOnly = true,
        Progress = "0%",
    };

    /// <summary>What the API writes of a new replica.</summary>
    public Task Ask(Tx tx, Share replica, Share active) =>
        Slices.NewReplica.Enter(tx, replica, active.InstanceId, new Dictionary<string, string>());

    /// <summary>A replica that is there.</summary>
    public async Task<Share> Replica(Share share)
    {
        var planned = Planned(share) with { Host = $"{Slices.Service}#small", AvailabilityZone = ShareWorld.Zone };
        await world.Db.Transaction(async tx =>
        {
            await Ask(tx, planned, share);
            await Slices.Instances.Place(tx, planned.InstanceId, planned.Host, planned.AvailabilityZone, planned.Size);
            await Slices.Pools.Promise(tx, planned.Host!, planned.Size, 0);
        });
        var set = await Slices.ReplicaSets.Of(planned, default);
        var made = ((DriverResult<ReplicaReport>.Done)await world.Backend.CreateReplica(set)).Value;
        await world.Db.Transaction(tx => Slices.ReplicaArrival.Settle(tx, planned, made, default));
        await world.Report();
        return (await Slices.Instances.Find(planned.InstanceId.Text))!;
    }

    /// <summary>A snapshot on the active replica, as the API and the flow write it.</summary>
    public Task<Snapshot> Snapshot(Share share) => world.Snapshot(share);
}
