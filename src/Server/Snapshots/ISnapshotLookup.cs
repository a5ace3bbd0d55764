using Abaca.Server.Data;
using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>Looks snapshots up for other slices.</summary>
public interface ISnapshotLookup
{
    /// <summary>A snapshot by id, or null; not scoped to a caller.</summary>
    ValueTask<Snapshot?> Find(string id, CancellationToken ct = default);

    /// <summary>Whether the share has any snapshot.</summary>
    Task<bool> Any(Tx tx, ShareId share, CancellationToken ct = default);
}
