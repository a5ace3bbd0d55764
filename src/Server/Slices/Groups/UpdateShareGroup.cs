namespace Abaca.Server.Groups;

/// <summary>PUT /share-groups/{id}: name and description; and the action reset_status.</summary>
public sealed class UpdateShareGroup(Visible<ShareGroup> visible, ShareGroupStore groups) : IUpdateOf<ShareGroup>, IStatusResetOf<ShareGroup>
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Resettable => GroupStatus.Resettable;

    /// <inheritdoc/>
    public Fields Asked(Call call) => call.Body("share_group").Only("name", "description");

    /// <inheritdoc/>
    public Task<ShareGroup> ToUpdate(Call call) => visible.ToChange(call, call["id"], "share_group:update");

    /// <inheritdoc/>
    public ValueTask<ShareGroup?> Now(Tx tx, ShareGroup seen, CancellationToken ct) => groups.Find(tx, seen.Id.Text, ct);

    /// <inheritdoc/>
    public ShareGroup Changed(Call call, Fields asked, ShareGroup now) =>
        now with { Name = asked.TextOr("name", now.Name), Description = asked.TextOr("description", now.Description) };

    /// <inheritdoc/>
    public Task Save(Tx tx, ShareGroup changed, CancellationToken ct) => groups.Describe(tx, changed, ct);

    /// <inheritdoc/>
    public Task<Reply> Shown(Call call, ShareGroup changed) => Task.FromResult(Reply.One(new ShareGroupView(changed)));

    /// <inheritdoc/>
    public Task<ShareGroup> ToReset(Call call) => visible.ToChange(call, call["id"], "share_group:reset_status");

    /// <inheritdoc/>
    public Task Reset(Tx tx, ShareGroup resource, string status, CancellationToken ct) => groups.Reset(tx, resource.Id, status, ct);
}
