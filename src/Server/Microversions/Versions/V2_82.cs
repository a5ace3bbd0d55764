namespace Abaca.Server.Microversions.Versions;

/// <summary>2.82: access rules are filtered by client.</summary>
sealed class V2_82() : Microversion(82)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Behaves(Behaviour.RuleFilters);
}
