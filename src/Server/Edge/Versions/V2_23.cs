namespace Abaca.Server.Versions;

/// <summary>2.23: pools can be asked for by share type.</summary>
sealed class V2_23() : Microversion(23)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Behaves(Behaviour.PoolsOfType);
}
