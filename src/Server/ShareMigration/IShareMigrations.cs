using Abaca.DriverSdk;
using Abaca.Server.Data;
using Abaca.Server.Shares;

namespace Abaca.Server.ShareMigration;

/// <summary>What other slices ask of moves: a share that goes away takes along what a move has brought elsewhere.</summary>
public interface IShareMigrations
{
    /// <summary>Ends a move that is under way on its backends, and removes what lies of the share anywhere but where it is.</summary>
    Task<DriverResult> RemoveElsewhere(Share share, CancellationToken ct = default);

    /// <summary>
    /// The share's status is reset in the middle of a move: its owner has it back as it is. What stands at the destination is left to whoever
    /// cancels the move, or deletes the share.
    /// </summary>
    Task Halt(Tx tx, Share share, CancellationToken ct = default);

    /// <summary>
    /// Nobody goes on with the share's move, nor can end it: the share stays where it is, and the instance at the destination is kept in error,
    /// for whoever deletes it or the share.
    /// </summary>
    Task GiveUp(Tx tx, Share share, CancellationToken ct = default);

    /// <summary>Takes what lies of the share elsewhere out of the books of pools and quotas.</summary>
    Task ForgetElsewhere(Tx tx, Share share, CancellationToken ct = default);
}
