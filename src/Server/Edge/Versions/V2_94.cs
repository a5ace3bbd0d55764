using Abaca.Server.Absent;

namespace Abaca.Server.Versions;

/// <summary>2.94: types of quality of service.</summary>
sealed class V2_94() : Microversion(94)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Endpoints.Gains(AbsentEndpoints.Since(94));
}
