namespace Abaca.Server.Reconcile;

/// <summary>The rows of two moments as one, found by every id that they have.</summary>
sealed class RowIndex
{
    /// <summary>Statuses in which the storage must have what the row says.</summary>
    static readonly HashSet<string> AtRest = new(StringComparer.Ordinal)
    {
        "available", "inactive", "extending_error", "shrinking_error", "shrinking_possible_data_loss_error", "reverting_error",
    };

    readonly Dictionary<string, ShareRow> shares;
    readonly Dictionary<string, SnapshotRow> snapshots;
    readonly Dictionary<string, string> byObject = new(StringComparer.Ordinal);
    readonly HashSet<string> ids = new(StringComparer.Ordinal);
    readonly StoredThings before;
    readonly StoredThings after;

    public RowIndex(Stock stock)
    {
        (before, after) = (stock.Before, stock.After);
        shares = before.Shares.Concat(after.Shares).GroupBy(row => row.InstanceId, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Last(), StringComparer.Ordinal);
        snapshots = before.Snapshots.Concat(after.Snapshots).GroupBy(row => row.InstanceId, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Last(), StringComparer.Ordinal);
        foreach (var row in shares.Values)
        {
            ids.UnionWith([row.InstanceId, row.ShareId]);
            if (row.ObjectIdentity is { } known) byObject[known] = row.InstanceId;
        }
        foreach (var row in snapshots.Values)
        {
            ids.UnionWith([row.InstanceId, row.SnapshotId]);
            if (row.ObjectIdentity is { } known) byObject[known] = row.InstanceId;
        }
        foreach (var (row, found) in stock.Looked)
            foreach (var one in found)
                if (one.Identity is { } identity) byObject[identity] = row;
    }

    /// <summary>Whether the storage must have what this row says: it rested at both moments, in the same place.</summary>
    public bool IsSettled(ShareRow row) => AtRest.Contains(row.Status) && before.Shares.Contains(row) && after.Shares.Contains(row) && !IsUnderway(row.ShareId);

    /// <summary>The same for a snapshot.</summary>
    public bool IsSettled(SnapshotRow row) => row.Status == "available" && before.Snapshots.Contains(row) && after.Snapshots.Contains(row)
        && shares.TryGetValue(row.ShareInstanceId, out var share) && IsSettled(share) && !IsUnderway(row.SnapshotId);

    /// <summary>All share rows.</summary>
    public IEnumerable<ShareRow> Shares => shares.Values;

    /// <summary>All snapshot rows.</summary>
    public IEnumerable<SnapshotRow> Snapshots => snapshots.Values;

    /// <summary>The share row of an instance, or null.</summary>
    public ShareRow? Share(string? instanceId) => instanceId is null ? null : shares.GetValueOrDefault(instanceId);

    /// <summary>Snapshot rows of a snapshot or an instance of one.</summary>
    public IEnumerable<SnapshotRow> SnapshotsOf(string? id) => id is null ? [] : snapshots.Values.Where(row => row.SnapshotId == id || row.InstanceId == id);

    /// <summary>The instance that has the object on record, or null.</summary>
    public string? OwnerOf(string? identity) => identity is null ? null : byObject.GetValueOrDefault(identity);

    /// <summary>Whether any row has the id, as whatever.</summary>
    public bool Has(string? id) => id is { Length: > 0 } && ids.Contains(id);

    /// <summary>Whether work that has not ended names the id.</summary>
    public bool IsUnderway(string? id) =>
        id is { Length: > 0 } && before.Underway.Concat(after.Underway).Any(text => text.Contains(id, StringComparison.Ordinal));
}
