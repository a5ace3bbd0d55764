namespace Abaca.Server.Shares;

/// <summary>A share instance on the wire.</summary>
/// <param name="Id">Id.</param>
/// <param name="ShareId">Its share.</param>
/// <param name="Zone">Availability zone.</param>
/// <param name="Host"><c>host@backend#pool</c>.</param>
/// <param name="Status">Status.</param>
/// <param name="RulesStatus">State of its access rules.</param>
/// <param name="NetworkId">Share network.</param>
/// <param name="ServerId">Share server.</param>
/// <param name="ReplicaState">Replica state.</param>
/// <param name="TypeId">Share type.</param>
/// <param name="ReadOnly">Rules are cast to read-only.</param>
/// <param name="Progress">For example <c>100%</c>.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="UpdatedAt">Last change.</param>
/// <param name="Exports">Paths, for clients that have no export location resource yet.</param>
public sealed record ShareInstanceView(
    string Id, string ShareId, string? Zone, string? Host, string Status, string RulesStatus, string? NetworkId, string? ServerId,
    string? ReplicaState, string? TypeId, bool ReadOnly, string? Progress, DateTimeOffset CreatedAt, DateTimeOffset? UpdatedAt,
    IReadOnlyList<string> Exports) : IView<ShareInstanceView>
{
    /// <inheritdoc/>
    public static ViewShape<ShareInstanceView> Shape { get; } = new ViewShape<ShareInstanceView>("share_instance", "share_instances")
        .Text("id", v => v.Id)
        .Text("share_id", v => v.ShareId)
        .Text("availability_zone", v => v.Zone)
        .Moment("created_at", v => v.CreatedAt)
        .Text("host", v => v.Host)
        .Text("status", v => v.Status)
        .Text("share_network_id", v => v.NetworkId)
        .Text("share_server_id", v => v.ServerId)
        .Text("export_location", v => v.Exports.Count > 0 ? v.Exports[0] : null)
        .List("export_locations", v => v.Exports)
        .Text("access_rules_status", v => v.RulesStatus)
        .Text("replica_state", v => v.ReplicaState)
        .Text("share_type_id", v => v.TypeId)
        .Flag("cast_rules_to_readonly", v => v.ReadOnly)
        .Text("progress", v => v.Progress)
        .Moment("updated_at", v => v.UpdatedAt);
}
