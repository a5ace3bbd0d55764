using Abaca.Server.Messages;

namespace Abaca.Server.Versions;

/// <summary>2.52: user messages are filtered by time.</summary>
sealed class V2_52() : Microversion(52)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Request(MessageEndpoints.Index).Gains("created_since", "created_before");
}
