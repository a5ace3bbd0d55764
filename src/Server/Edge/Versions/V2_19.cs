using Abaca.Server.Absent;

namespace Abaca.Server.Versions;

/// <summary>2.19: instances of snapshots are shown.</summary>
sealed class V2_19() : Microversion(19)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Endpoints.Gains(AbsentEndpoints.Since(19));
}
