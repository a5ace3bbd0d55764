using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.35: lists are filtered by export location.</summary>
sealed class V2_35() : Microversion(35)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Request(ShareEndpoints.Index, ShareEndpoints.Detail, ShareInstanceEndpoints.Index)
            .Gains("export_location_id", "export_location_path");
    }
}
