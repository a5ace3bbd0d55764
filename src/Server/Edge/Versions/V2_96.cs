using Abaca.Server.ShareMigration;

namespace Abaca.Server.Versions;

/// <summary>2.96: moving shares is no experiment any more.</summary>
sealed class V2_96() : Microversion(96)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Endpoints.BecomeStable(ShareMigrationEndpoints.Actions);
}
