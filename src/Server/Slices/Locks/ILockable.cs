using Abaca.Server.Shares;

namespace Abaca.Server.Locks;

/// <summary>What a kind of resource says of itself to be locked. Its slice registers it.</summary>
public interface ILockable
{
    /// <summary>Its word in requests.</summary>
    string Type { get; }

    /// <summary>What can be locked of it, see <see cref="LockedAction"/>.</summary>
    IReadOnlyList<string> Actions { get; }

    /// <summary>Whose one is that the caller may see, or null.</summary>
    Task<Owner?> OwnerOf(Call call, string id);

    /// <summary>Why one cannot be kept from leaving now; null: it can.</summary>
    Task<string?> Leaving(Tx tx, string id, CancellationToken ct);
}

/// <summary>Shares are locked, too: a share stays while it has a lock of its deletion, and its locks go with it.</summary>
public sealed class LocksOfShare(Visible<Share> visible, ShareStore shares, ResourceLockStore locks) : ILockable, IShareDependent
{
    /// <summary>Its word in requests.</summary>
    public const string ShareType = "share";

    /// <inheritdoc/>
    public string Type => ShareType;

    /// <inheritdoc/>
    public IReadOnlyList<string> Actions => [LockedAction.Delete];

    /// <inheritdoc/>
    public async Task<Owner?> OwnerOf(Call call, string id) => (await visible.Seen(call, id))?.Owner;

    /// <inheritdoc/>
    public async Task<string?> Leaving(Tx tx, string id, CancellationToken ct) => await shares.Find(tx, id, ct) switch
    {
        null => "is gone",
        { IsSoftDeleted: true } => "is in the recycle bin",
        { } share when ShareStatus.Leaving.Contains(share.Status) => $"is {share.Status}",
        _ => null,
    };

    /// <inheritdoc/>
    public async Task CheckLeaving(Tx tx, Share share, Leaving how, CancellationToken ct)
    {
        if (await locks.Of(tx, share.Id.Text, LockedAction.Delete, ct) is [var one, ..]) throw new ShareIsLocked($"Share {share.Id} is locked ({one.Id}); remove its locks first.");
    }

    /// <inheritdoc/>
    public Task Forget(Tx tx, Share share, CancellationToken ct) => locks.Forget(tx, share.Id.Text, ct);
}
