using Abaca.Server.Http;
using Abaca.Server.Shares;

namespace Abaca.Server.Replicas;

/// <summary>Replicas as instances of their share.</summary>
public sealed class ReplicaInstances(DeleteReplica deletion, ResetReplica resetting) : IOtherInstance
{
    /// <inheritdoc/>
    public bool Covers(ShareInstanceView instance) => instance.ReplicaState is not null;

    /// <inheritdoc/>
    public Task<Reply> Reset(Call call, ShareInstanceView instance) => resetting.Status(call, instance.Id);

    /// <inheritdoc/>
    public Task<Reply> ForceDelete(Call call, ShareInstanceView instance) => deletion.Force(call, instance.Id);
}
