namespace Abaca.Server.Versions;

/// <summary>2.74: rules may change while an instance is in error.</summary>
sealed class V2_74() : Microversion(74)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Behaves(Behaviour.RulesDespiteBrokenInstances);
}
