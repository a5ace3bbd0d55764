namespace Abaca.Server.Snapshots;

/// <summary>Export locations and access of snapshots, which no backend of this release can offer.</summary>
public sealed class SnapshotExports(Visible<Snapshot> visible)
{
    /// <summary>GET /snapshots/{id}/export-locations. There are none; clients ask whenever they show a snapshot.</summary>
    public Task<Reply> ExportLocations(Call call) => Nothing(call, "share_snapshot_export_locations");

    /// <summary>GET /snapshots/{id}/export-locations/{location}: there is none, see <see cref="ExportLocations"/>.</summary>
    public async Task<Reply> ExportLocation(Call call)
    {
        await visible.ToRead(call, call["id"]);
        throw Refusals.NotFound("Export location", call["location"]);
    }

    /// <summary>GET /snapshots/{id}/access-list: what cannot be mounted has no rules, see <see cref="ExportLocations"/>.</summary>
    public Task<Reply> AccessList(Call call) => Nothing(call, "snapshot_access_list");

    async Task<Reply> Nothing(Call call, string list)
    {
        await visible.ToRead(call, call["id"]);
        return Reply.EmptyList(list);
    }
}
