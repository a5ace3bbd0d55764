using Abaca.Server.Messages;

namespace Abaca.Server.Versions;

/// <summary>2.37: user messages.</summary>
sealed class V2_37() : Microversion(37)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Endpoints.Gains(MessageEndpoints.Index, MessageEndpoints.Show, MessageEndpoints.Delete);
}
