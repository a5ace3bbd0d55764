using Abaca.Server.ShareTypes;

namespace Abaca.Server.Shares;

/// <summary>A share type stays while a share has it.</summary>
public sealed class SharesOfType(ShareStore shares) : IShareTypeUser
{
    /// <inheritdoc/>
    public async Task<string?> UseOf(Tx tx, string typeId, CancellationToken ct) => await shares.UsesType(tx, typeId, ct) ? "shares have it" : null;
}
