using Abaca.Server.ShareMigration;

namespace Abaca.Server.Versions;

/// <summary>2.59: the progress of a move has details.</summary>
sealed class V2_59() : Microversion(59)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Response<MigrationProgressView>().Gains("details");
}
