using System.Collections.Frozen;
using Abaca.Server.Messages;

namespace Abaca.Server.Shares;

/// <summary>Brings a share to rest that an operation has left which nobody can read.</summary>
public sealed class UnattendedShare(ShareStore shares, ShareGrowth growth, ShareDependents dependents, MessageStore messages) : IUnattended
{
    sealed record Rest(string Status, MessageAction Action);

    static readonly FrozenDictionary<string, Rest> Rests = new Dictionary<string, Rest>(StringComparer.Ordinal)
    {
        [ShareStatus.Creating] = new(ShareStatus.Error, MessageAction.Create),
        [ShareStatus.CreatingFromSnapshot] = new(ShareStatus.Error, MessageAction.Create),
        [ShareStatus.Deleting] = new(ShareStatus.ErrorDeleting, MessageAction.Delete),
        [ShareStatus.Extending] = new(ShareStatus.ExtendingError, MessageAction.Extend),
        [ShareStatus.Shrinking] = new(ShareStatus.ShrinkingError, MessageAction.Shrink),
        [ShareStatus.Reverting] = new(ShareStatus.RevertingError, MessageAction.Revert),
        [ShareStatus.ManageStarting] = new(ShareStatus.ManageError, MessageAction.Update),
        [ShareStatus.UnmanageStarting] = new(ShareStatus.UnmanageError, MessageAction.Update),
        [ShareStatus.ManageErrorUnmanageStarting] = new(ShareStatus.UnmanageError, MessageAction.Update),
        [ShareStatus.ReplicationChange] = new(ShareStatus.Error, MessageAction.Promote),
        [ShareStatus.Migrating] = new(ShareStatus.Available, MessageAction.Move),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string ResourceType => ShareSubjects.Type;

    /// <inheritdoc/>
    public async Task Fail(Tx tx, OperationSubject subject, Refusal why, CancellationToken ct = default)
    {
        if (await shares.Find(tx, subject.ResourceId, ct) is not { } share || !Rests.TryGetValue(share.Status, out var rest)) return;
        await growth.Drop(tx, share.Id, ct);
        if (!await dependents.GiveUp(tx, share, ct)) await shares.Move(tx, share.Id, rest.Status, [share.Status], null, ct);
        await messages.Write(tx, rest.Action, ShareSubjects.Message(share, subject.RequestId), why.Detail, ct);
    }
}
