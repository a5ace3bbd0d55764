using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.16: shares show their creator.</summary>
sealed class V2_16() : Microversion(16)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Response<ShareView>().Gains("user_id");
}
