using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.65: hints say beside which shares a new one should lie.</summary>
sealed class V2_65() : Microversion(65)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Request(ShareEndpoints.Create).Gains("scheduler_hints");
}
