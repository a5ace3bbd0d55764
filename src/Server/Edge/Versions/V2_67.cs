namespace Abaca.Server.Versions;

/// <summary>2.67: a hint names the only host that will do.</summary>
sealed class V2_67() : Microversion(67)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Behaves(Behaviour.OnlyHostHint);
}
