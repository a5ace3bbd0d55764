namespace Abaca.Server.Microversions.Versions;

/// <summary>2.47: export locations of secondary replicas are hidden.</summary>
sealed class V2_47() : Microversion(47)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Behaves(Behaviour.OnlyActiveReplicaExports);
}
