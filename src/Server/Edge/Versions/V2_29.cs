using Abaca.Server.ShareMigration;

namespace Abaca.Server.Versions;

/// <summary>2.29: shares are moved with what is to be kept, as an experiment.</summary>
sealed class V2_29() : Microversion(29)
{
    /// <inheritdoc/>
    public override void Describe(Change change) =>
        change.Endpoints.Gains(ShareMigrationEndpoints.Start).BecomeExperimental(ShareMigrationEndpoints.Start);
}
