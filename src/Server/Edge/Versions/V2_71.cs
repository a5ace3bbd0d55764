using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.71: share instances show their last change.</summary>
sealed class V2_71() : Microversion(71)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Response<ShareInstanceView>().Gains("updated_at");
}
