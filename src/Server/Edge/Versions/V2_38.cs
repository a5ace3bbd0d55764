namespace Abaca.Server.Versions;

/// <summary>2.38: IPv6 clients.</summary>
sealed class V2_38() : Microversion(38)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Behaves(Behaviour.Ipv6Rules);
}
