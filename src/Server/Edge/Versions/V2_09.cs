using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.9: export locations become a resource of their own.</summary>
sealed class V2_09() : Microversion(9)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Endpoints.Gains(ExportLocationEndpoints.Reading);
        change.Response<ShareView>().Loses("export_location", "export_locations");
        change.Response<ShareInstanceView>().Loses("export_location", "export_locations");
        change.Behaves(Behaviour.ExportLocationsApart);
    }
}
