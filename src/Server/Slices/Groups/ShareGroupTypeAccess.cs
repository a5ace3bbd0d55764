namespace Abaca.Server.Groups;

/// <summary>Which projects may use a private share group type.</summary>
public sealed class ShareGroupTypeAccess(ShareGroupTypeStore types, Visible<ShareGroupType> visible) : IProjectAccessOf<ShareGroupType>
{
    /// <inheritdoc/>
    public string Noun => "share group type";

    /// <inheritdoc/>
    public Task<ShareGroupType> Find(Call call) => visible.ToName(call, call["id"]);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> ProjectsOf(string type, CancellationToken ct) => await types.ProjectsOf(type, ct);

    /// <inheritdoc/>
    public Task Grant(Tx tx, string type, string project, CancellationToken ct) => types.Grant(tx, type, project, ct);

    /// <inheritdoc/>
    public Task<bool> Revoke(Tx tx, string type, string project, CancellationToken ct) => types.Revoke(tx, type, project, ct);

    /// <inheritdoc/>
    public Reply Shown(ShareGroupType type, IEnumerable<string> projects) =>
        Reply.Many([.. projects.Select(p => new ShareGroupTypeGrantView(type.Id, p))], ViewForm.Show);
}
