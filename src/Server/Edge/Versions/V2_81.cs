using Abaca.Server.Absent;

namespace Abaca.Server.Versions;

/// <summary>2.81: resources can be locked.</summary>
sealed class V2_81() : Microversion(81)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Endpoints.Gains(AbsentEndpoints.Since(81));
}
