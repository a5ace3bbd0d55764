using Abaca.Server.Shares;

namespace Abaca.Server.Microversions.Versions;

/// <summary>2.80: share backups.</summary>
sealed class V2_80() : Microversion(80)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Response<ShareView>().Gains("source_backup_id");
}
