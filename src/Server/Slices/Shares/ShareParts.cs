namespace Abaca.Server.Shares;

/// <summary>What shares are composed of: updates of name, description and visibility, and metadata.</summary>
public sealed class ShareParts(Visible<Share> visible, ShareStore shares, ShareViews views, ShareSettings settings) : IUpdateOf<Share>, IMetadataOfResource<Share>
{
    /// <inheritdoc/>
    public Visible<Share> Visible => visible;

    /// <inheritdoc/>
    public ValueTask<Share?> Now(Tx tx, Share seen, CancellationToken ct) => shares.Find(tx, seen.Id, ct);

    /// <inheritdoc/>
    public Fields Asked(Call call) => call.Body("share", missing: 422);

    /// <inheritdoc/>
    public Share Changed(Call call, Fields asked, Share now)
    {
        var changed = now with
        {
            Name = asked.TextOr("display_name", now.Name),
            Description = asked.TextOr("display_description", now.Description),
            IsPublic = asked.Flag("is_public") ?? now.IsPublic,
        };
        if (changed.IsPublic && asked.Has("is_public")) call.Caller.Must("share:set_public_share", now.ProjectId, now.UserId);
        return changed;
    }

    /// <inheritdoc/>
    public Task Save(Tx tx, Share changed, CancellationToken ct) => shares.Describe(tx, changed, ct);

    /// <inheritdoc/>
    public async Task<Reply> Shown(Call call, Share changed) =>
        Reply.One(await views.Of(call, await shares.Find(changed.Id, call.Aborted) ?? changed));

    /// <inheritdoc/>
    public MetadataPolicy Policy => settings.ForAdmins;

    /// <inheritdoc/>
    public bool AnswersWhole => true;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Items(Share resource) => resource.Metadata;

    /// <inheritdoc/>
    public Task Save(Tx tx, Share resource, IReadOnlyDictionary<string, string> items, CancellationToken ct) =>
        shares.SetMetadata(tx, resource.Id, items, ct);
}
