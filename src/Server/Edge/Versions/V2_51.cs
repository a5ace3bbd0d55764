using Abaca.Server.Absent;

namespace Abaca.Server.Versions;

/// <summary>2.51: share networks have subnets.</summary>
sealed class V2_51() : Microversion(51)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Endpoints.Gains(AbsentEndpoints.Since(51));
}
