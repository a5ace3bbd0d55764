namespace Abaca.Server.Snapshots;

/// <summary>A snapshot on the wire.</summary>
/// <param name="Snapshot">What is shown.</param>
public sealed record SnapshotView(Snapshot Snapshot) : IView<SnapshotView>
{
    /// <summary>A snapshot as the newest version shows it.</summary>
    public static SnapshotView Of(Snapshot snapshot) => new(snapshot);

    /// <inheritdoc/>
    public static ViewShape<SnapshotView> Shape { get; } = new ViewShape<SnapshotView>("snapshot", "snapshots", "share_snapshots_links")
        .Summary("id", "name", "links")
        .Text("id", v => v.Snapshot.Id.Text)
        .Text("share_id", v => v.Snapshot.ShareId.Text)
        .Number("share_size", v => v.Snapshot.ShareSize)
        .Moment("created_at", v => v.Snapshot.CreatedAt)
        .Text("status", v => v.Snapshot.Status)
        .Text("name", v => v.Snapshot.Name)
        .Text("description", v => v.Snapshot.Description)
        .Number("size", v => SizeOf(v.Snapshot))
        .Text("share_proto", v => v.Snapshot.Protocol)
        .Links("snapshots", v => v.Snapshot.Id.Text)
        .Text("provider_location", v => v.Snapshot.ProviderLocation, Audience.Admin)
        .Text("user_id", v => v.Snapshot.UserId)
        .Text("project_id", v => v.Snapshot.ProjectId)
        .Map("metadata", v => v.Snapshot.Metadata);

    // What Manila shows while nobody knows the size: that of the share, and 1 when it was not found out.
    static int SizeOf(Snapshot snapshot) => snapshot switch
    {
        { Size: > 0 } => snapshot.Size,
        { Status: SnapshotStatus.ManageStarting } => snapshot.ShareSize,
        _ => 1,
    };
}
