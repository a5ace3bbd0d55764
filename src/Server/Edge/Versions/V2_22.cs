using Abaca.Server.ShareMigration;
using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.22: share instances show their share type; moves of shares are ended and looked at, as an experiment.</summary>
sealed class V2_22() : Microversion(22)
{
    static readonly IReadOnlyList<Endpoint> Gained =
        [ShareMigrationEndpoints.Complete, ShareMigrationEndpoints.Cancel, ShareMigrationEndpoints.Progress, ShareMigrationEndpoints.Reset];

    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Endpoints.Gains(Gained).BecomeExperimental(Gained);
        change.Response<ShareInstanceView>().Gains("share_type_id");
    }
}
