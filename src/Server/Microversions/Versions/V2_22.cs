using Abaca.Server.Shares;

namespace Abaca.Server.Microversions.Versions;

/// <summary>2.22: share instances show their share type.</summary>
sealed class V2_22() : Microversion(22)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Response<ShareInstanceView>().Gains("share_type_id");
}
