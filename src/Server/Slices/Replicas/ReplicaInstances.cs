using Abaca.Server.Shares;

namespace Abaca.Server.Replicas;

/// <summary>Replicas as instances of their share.</summary>
public sealed class ReplicaInstances(DeleteReplica deletion, ResetReplica resetting) : IOtherInstance
{
    /// <inheritdoc/>
    public bool Covers(ShareInstanceView shown) => shown.ReplicaState is not null;

    /// <inheritdoc/>
    public Task<Reply> Reset(Call call, ShareInstanceView shown) => resetting.Status(call, shown.Id);

    /// <inheritdoc/>
    public Task<Reply> ForceDelete(Call call, ShareInstanceView shown) => deletion.Force(call, shown.Id);
}
