namespace Abaca.Server.ShareTypes;

/// <summary>Which projects may use a private share type.</summary>
public sealed class ShareTypeAccess(ShareTypeStore types, Visible<ShareType> visible) : IProjectAccessOf<ShareType>
{
    /// <inheritdoc/>
    public string Noun => "share type";

    /// <inheritdoc/>
    public Task<ShareType> Find(Call call) => visible.ToName(call, call["id"]);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> ProjectsOf(string type, CancellationToken ct) => [.. (await types.All(ct)).ProjectsOf(type)];

    /// <inheritdoc/>
    public Task Grant(Tx tx, string type, string project, CancellationToken ct) => types.Grant(tx, type, project, ct);

    /// <inheritdoc/>
    public Task<bool> Revoke(Tx tx, string type, string project, CancellationToken ct) => types.Revoke(tx, type, project, ct);

    /// <inheritdoc/>
    public Reply Shown(ShareType type, IEnumerable<string> projects) =>
        Reply.Many([.. projects.Select(p => new ShareTypeGrantView(type.Id, p))], ViewForm.Show);
}

/// <summary>A grant on the wire.</summary>
/// <param name="TypeId">Share type.</param>
/// <param name="ProjectId">Project that may use it.</param>
public sealed record ShareTypeGrantView(string TypeId, string ProjectId) : IView<ShareTypeGrantView>
{
    /// <inheritdoc/>
    public static ViewShape<ShareTypeGrantView> Shape { get; } = new ViewShape<ShareTypeGrantView>("share_type_access", "share_type_access")
        .Text("share_type_id", v => v.TypeId)
        .Text("project_id", v => v.ProjectId);
}
