using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.14: an export location may be the preferred one.</summary>
sealed class V2_14() : Microversion(14)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Response<ExportLocationView>().Gains("preferred");
}
