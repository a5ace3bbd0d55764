namespace Abaca.Server.Versions;

/// <summary>2.13: access rules for cephx identities.</summary>
sealed class V2_13() : Microversion(13)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Behaves(Behaviour.CephxRules);
}
