namespace Abaca.Server.Shares;

/// <summary>Asks for a look at the replicas of a share when what they have to follow has changed.</summary>
public sealed class ReplicaWatch(ShareInstanceStore instances, ReconciliationStore reconciliations)
{
    /// <summary>See <see cref="Reconciler.Kind"/>; the resource is a share instance.</summary>
    public const string Work = "replica";

    /// <summary>Has all replicas of the share looked at soon; nothing happens for a share that is not replicated.</summary>
    public async Task Look(Tx tx, Share share, CancellationToken ct = default)
    {
        if (share.ReplicationType is null) return;
        foreach (var replica in await instances.Replicas(tx, share.Id, ct)) await LookAt(tx, replica, ct);
    }

    /// <summary>Has one replica looked at soon; the active one, too, since it may have leftovers from when it was not.</summary>
    public async Task LookAt(Tx tx, Share replica, CancellationToken ct = default)
    {
        if (replica.ServiceHost.Length == 0) return;
        await reconciliations.Mark(tx, Work, new ReconciledResource(replica.InstanceId.Text, replica.ProjectId), replica.ServiceHost, ct);
    }

    /// <summary>No more of that: the replica goes away.</summary>
    public Task Forget(Tx tx, Share replica, CancellationToken ct = default) => reconciliations.Forget(tx, Work, replica.InstanceId.Text, ct);
}
