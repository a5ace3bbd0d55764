using Abaca.Server.Networks;

namespace Abaca.Server.Shares;

/// <summary>A share network stays while a share lies on it.</summary>
public sealed class SharesOnNetwork : IShareNetworkUser
{
    /// <inheritdoc/>
    public async Task<string?> UseOf(Tx tx, ShareNetworkId network, CancellationToken ct) =>
        await tx.Any($"FROM share_instances WHERE share_network_id = {network}", ct) ? "shares lie on it" : null;
}
