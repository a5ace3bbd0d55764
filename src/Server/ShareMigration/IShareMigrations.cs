using Abaca.DriverSdk;
using Abaca.Server.Data;
using Abaca.Server.Shares;

namespace Abaca.Server.ShareMigration;

/// <summary>What other slices ask of moves: a share that goes away takes along what a move has brought elsewhere.</summary>
public interface IShareMigrations
{
    /// <summary>Ends a move that is under way on its backends, and removes what lies of the share anywhere but where it is.</summary>
    Task<DriverResult> RemoveElsewhere(Share share, CancellationToken ct = default);

    /// <summary>Takes what lies of the share elsewhere out of the books of pools and quotas.</summary>
    Task ForgetElsewhere(Tx tx, Share share, CancellationToken ct = default);
}
