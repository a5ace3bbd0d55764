using Abaca.Server.ShareMigration;

namespace Abaca.Server.Versions;

/// <summary>2.98: the progress of a move is read, not asked for by an action.</summary>
sealed class V2_98() : Microversion(98)
{
    /// <inheritdoc/>
    public override void Describe(Change change) =>
        change.Endpoints.Gains(ShareMigrationEndpoints.ShowProgress).Loses(ShareMigrationEndpoints.Progress);
}
