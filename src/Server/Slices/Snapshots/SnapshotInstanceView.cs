namespace Abaca.Server.Snapshots;

/// <summary>A snapshot as it lies on one instance of its share, as stored and on the wire.</summary>
/// <param name="Id">Id (uuid).</param>
/// <param name="SnapshotId">The snapshot.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="UpdatedAt">Last change.</param>
/// <param name="Status">Its status there.</param>
/// <param name="ShareId">The share.</param>
/// <param name="ShareInstanceId">The instance of the share.</param>
/// <param name="Progress">For example <c>100%</c>.</param>
/// <param name="ProviderLocation">Where its backend says it lies.</param>
public sealed record SnapshotInstanceView(
    string Id, string SnapshotId, DateTimeOffset CreatedAt, DateTimeOffset? UpdatedAt, string Status, string ShareId, string ShareInstanceId, string? Progress,
    string? ProviderLocation) : IView<SnapshotInstanceView>
{
    /// <inheritdoc/>
    public static ViewShape<SnapshotInstanceView> Shape { get; } = new ViewShape<SnapshotInstanceView>("snapshot_instance", "snapshot_instances")
        .Summary("id", "snapshot_id", "status")
        .Text("id", v => v.Id)
        .Text("snapshot_id", v => v.SnapshotId)
        .Moment("created_at", v => v.CreatedAt)
        .Moment("updated_at", v => v.UpdatedAt)
        .Text("status", v => v.Status)
        .Text("share_id", v => v.ShareId)
        .Text("share_instance_id", v => v.ShareInstanceId)
        .Text("progress", v => v.Progress)
        .Text("provider_location", v => v.ProviderLocation);
}

/// <summary>An instance of a snapshot, as administrators name it; whoever may act on the snapshot may where the operation's rule lets them.</summary>
/// <param name="Snapshot">The snapshot as this instance of it.</param>
public sealed record InstanceOfSnapshot(Snapshot Snapshot) : IResource<InstanceOfSnapshot>
{
    /// <inheritdoc/>
    public static string Kind => "Snapshot instance";

    /// <inheritdoc/>
    public Owner? Owner => new(Snapshot.ProjectId, Snapshot.UserId);
}

/// <summary>Finds instances.</summary>
sealed class InstancesOfSnapshots(MovingSnapshots instances) : ISource<InstanceOfSnapshot>
{
    /// <inheritdoc/>
    public async ValueTask<InstanceOfSnapshot?> Find(Caller caller, string id, CancellationToken ct) =>
        await instances.Find(id, ct) is { } snapshot ? new InstanceOfSnapshot(snapshot) : null;
}
