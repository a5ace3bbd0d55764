using Abaca.Server.Networks;

namespace Abaca.Server.Versions;

/// <summary>2.26: networks of Nova are no longer spoken of.</summary>
sealed class V2_26() : Microversion(26)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Response<ShareNetworkView>().Loses("nova_net_id");
}
