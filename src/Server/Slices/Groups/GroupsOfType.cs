using Abaca.Server.ShareTypes;

namespace Abaca.Server.Groups;

/// <summary>A share type stays while a group or a group type names it.</summary>
public sealed class GroupsOfType(ShareGroupTypeStore types) : IShareTypeUser
{
    /// <inheritdoc/>
    public async Task<string?> UseOf(Tx tx, string typeId, CancellationToken ct) =>
        await types.NameShareType(tx, typeId, ct) ? "share groups or their types name it" : null;
}
