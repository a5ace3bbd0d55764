using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.6: a share shows its type by id, and the name apart.</summary>
sealed class V2_06() : Microversion(6)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Response<ShareView>()
            .Gains("share_type_name")
            .Before(v => v with { Type = v.Share.TypeName ?? v.Share.TypeId });
    }
}
