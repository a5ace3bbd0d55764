using Abaca.Server.Data;
using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>What other slices ask of the snapshots.</summary>
public interface ISnapshotLookup
{
    /// <summary>A snapshot by id, or null; not scoped to a caller.</summary>
    ValueTask<Snapshot?> Find(string id, CancellationToken ct = default);

    /// <summary>Whether the share has any snapshot.</summary>
    ValueTask<bool> Any(Tx tx, ShareId share, CancellationToken ct = default);

    /// <summary>
    /// Unfinished work on the share's snapshots was cancelled with that on the share: what was being taken, dropped or gone back to
    /// settles where its owner can go on from.
    /// </summary>
    Task Abandon(Tx tx, ShareId share, CancellationToken ct = default);
}
