using Abaca.Server.Data;
using Abaca.Server.Shares;

namespace Abaca.Server.Groups;

/// <summary>What other slices ask of the share groups.</summary>
public interface IShareGroups
{
    /// <summary>A group by id, or null; not scoped to a caller.</summary>
    ValueTask<ShareGroup?> Find(IQueries at, string id, CancellationToken ct = default);

    /// <summary>A member of a group snapshot by id, or null.</summary>
    ValueTask<GroupSnapshotMember?> Member(string id, CancellationToken ct = default);

    /// <summary>Whether a group snapshot holds a snapshot of the share, so that it cannot go.</summary>
    ValueTask<bool> HasMemberOf(Tx tx, ShareId share, CancellationToken ct = default);

    /// <summary>Whether a group or group type names the share type, so that it cannot go.</summary>
    ValueTask<bool> NameShareType(Tx tx, string shareTypeId, CancellationToken ct = default);
}

/// <summary>Answers from the stores.</summary>
public sealed class ShareGroupLookup(ShareGroupStore groups, GroupSnapshotStore snapshots, ShareGroupTypeStore types) : IShareGroups
{
    /// <inheritdoc/>
    public ValueTask<ShareGroup?> Find(IQueries at, string id, CancellationToken ct = default) => groups.Find(at, id, ct);

    /// <inheritdoc/>
    public ValueTask<GroupSnapshotMember?> Member(string id, CancellationToken ct = default) => snapshots.Member(id, ct);

    /// <inheritdoc/>
    public ValueTask<bool> HasMemberOf(Tx tx, ShareId share, CancellationToken ct = default) => snapshots.HasMemberOf(tx, share, ct);

    /// <inheritdoc/>
    public ValueTask<bool> NameShareType(Tx tx, string shareTypeId, CancellationToken ct = default) => types.NameShareType(tx, shareTypeId, ct);
}
