using Abaca.Server.Absent;

namespace Abaca.Server.Versions;

/// <summary>2.77: shares are handed over to other projects.</summary>
sealed class V2_77() : Microversion(77)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Endpoints.Gains(AbsentEndpoints.Since(77));
}
