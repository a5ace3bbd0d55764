using Abaca.Server.Absent;

namespace Abaca.Server.Versions;

/// <summary>2.78: subnets of share networks have metadata.</summary>
sealed class V2_78() : Microversion(78)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Endpoints.Gains(AbsentEndpoints.Since(78));
}
