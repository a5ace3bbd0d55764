namespace Abaca.Server.Versions;

/// <summary>2.48: a share type may be bound to availability zones.</summary>
sealed class V2_48() : Microversion(48)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Behaves(Behaviour.ZonesOfType);
}
