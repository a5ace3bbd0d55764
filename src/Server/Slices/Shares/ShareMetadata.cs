namespace Abaca.Server.Shares;

/// <summary>The metadata of shares.</summary>
public sealed class ShareMetadata(Visible<Share> visible, ShareStore shares, ShareSettings settings) : IMetadataOf<Share>
{
    /// <inheritdoc/>
    public MetadataPolicy Policy => settings.ForAdmins;

    /// <inheritdoc/>
    public bool AnswersWhole => true;

    /// <inheritdoc/>
    public Task<Share> ToRead(Call call) => visible.ToRead(call, call["id"], call.Endpoint.Policy!);

    /// <inheritdoc/>
    public Task<Share> ToChange(Call call) => visible.ToChange(call, call["id"], call.Endpoint.Policy!);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Items(Share resource) => resource.Metadata;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, string>> Items(Tx tx, Share resource, CancellationToken ct) =>
        (await shares.Find(tx, resource.Id.Text, ct) ?? throw Refusals.NotFound("Share", resource.Id.Text)).Metadata;

    /// <inheritdoc/>
    public Task Save(Tx tx, Share resource, IReadOnlyDictionary<string, string> items, CancellationToken ct) =>
        shares.SetMetadata(tx, resource.Id, items, ct);
}
