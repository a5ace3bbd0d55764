using Abaca.Server.Quotas;

namespace Abaca.Server.Versions;

/// <summary>2.58: limits of share groups.</summary>
sealed class V2_58() : Microversion(58)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Response<LimitsView>()
            .Gains([.. LimitsView.FieldsOf("share_groups"), .. LimitsView.FieldsOf("share_group_snapshots")]);
    }
}
