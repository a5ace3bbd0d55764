using Abaca.Server.Http;
using Abaca.Server.Replicas;
using Abaca.Server.ShareMigration;

namespace Abaca.Server.Shares;

/// <summary>An administrator's hand on one instance of a share: what represents the share is the share; the others are for themselves.</summary>
public sealed class ShareInstanceActions(
    ShareInstances instances, ShareStore shares, DeleteShare deletion, ResetShareStatus resetting, DeleteReplica replicaDeletion,
    ResetReplica replicaResetting, RemoveInstance placeRemoval)
{
    /// <summary>The action reset_status.</summary>
    public async Task<Reply> ResetStatus(Call call)
    {
        var instance = await instances.One(call);
        if (await Represents(call, instance)) return await resetting.Handle(call, instance.ShareId);
        return instance.ReplicaState is null ? await placeRemoval.Reset(call, new ShareInstanceId(instance.Id)) : await replicaResetting.Status(call, instance.Id);
    }

    /// <summary>The action force_delete.</summary>
    public async Task<Reply> ForceDelete(Call call)
    {
        var instance = await instances.One(call);
        if (await Represents(call, instance)) return await deletion.Force(call, instance.ShareId);
        return instance.ReplicaState is null ? await placeRemoval.Handle(call, new ShareInstanceId(instance.Id)) : await replicaDeletion.Force(call, instance.Id);
    }

    async Task<bool> Represents(Call call, ShareInstanceView instance) =>
        (await shares.Find(instance.ShareId, call.Aborted))?.InstanceId.Text == instance.Id;
}
