namespace Abaca.Server.Snapshots;

/// <summary>GET /snapshots, /snapshots/detail and /snapshots/{id}.</summary>
public sealed class ListSnapshots(Db db, Visible<Snapshot> visible, ApiSettings settings)
{
    /// <summary>The plain list.</summary>
    public Task<Reply> Index(Call call) => List(call, ViewForm.Summary);

    /// <summary>The detailed list.</summary>
    public Task<Reply> Detail(Call call) => List(call, ViewForm.Detail);

    /// <summary>One snapshot.</summary>
    public async Task<Reply> Show(Call call) => Reply.One(SnapshotView.Of(await visible.ToRead(call, call["id"])));

    /// <summary>
    /// GET /snapshots/{id}/export-locations. No backend of this release offers mountable snapshots, so there are none; clients ask whenever they
    /// show a snapshot.
    /// </summary>
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

    Task<Reply> List(Call call, ViewForm form) => SnapshotListing.Listing.Reply(
        (call, db, settings.MaxLimit), SnapshotRows.Columns, form, SnapshotView.Of, v => v.Snapshot.Id.Text);
}
