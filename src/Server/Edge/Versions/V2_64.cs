using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.64: an administrator may extend a share without asking the scheduler.</summary>
sealed class V2_64() : Microversion(64)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Request(ShareEndpoints.Extend).Gains("force");
}
