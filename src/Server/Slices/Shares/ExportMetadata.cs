namespace Abaca.Server.Shares;

/// <summary>The metadata of export locations.</summary>
public sealed class ExportMetadata(ExportLocations locations, ExportLocationStore exports, ShareSettings settings) : IMetadataOf<StoredExport>
{
    /// <inheritdoc/>
    public MetadataPolicy Policy => settings.ExportsForAdmins;

    /// <inheritdoc/>
    public Task<StoredExport> ToRead(Call call) => locations.One(call);

    /// <inheritdoc/>
    public Task<StoredExport> ToChange(Call call) => locations.OneToChange(call);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Items(StoredExport resource) => resource.Metadata;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, string>> Items(Call call, Tx tx, StoredExport resource) =>
        (await exports.Find(tx, resource.Id, call.Aborted) ?? throw Refusals.NotFound("Export location", resource.Id)).Metadata;

    /// <inheritdoc/>
    public Task Save(Tx tx, StoredExport resource, IReadOnlyDictionary<string, string> items, CancellationToken ct) =>
        exports.SetMetadata(tx, resource.Id, items, ct);
}
