using Abaca.Server.Replicas;
using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.87: export locations have metadata.</summary>
sealed class V2_87() : Microversion(87)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Endpoints.Gains(ExportLocationEndpoints.Metadata);
        change.Response<ExportLocationView>().Gains("metadata");
        change.Response<ReplicaExportView>().Gains("metadata");
    }
}
