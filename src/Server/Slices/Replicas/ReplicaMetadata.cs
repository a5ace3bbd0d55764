using Abaca.Server.Shares;

namespace Abaca.Server.Replicas;

/// <summary>The metadata of replicas.</summary>
public sealed class ReplicaMetadata(Visible<ShareReplica> visible, ShareInstanceStore instances, ShareSettings settings) : IMetadataOf<ShareReplica>
{
    /// <inheritdoc/>
    public MetadataPolicy Policy => settings.ForAdmins;

    /// <inheritdoc/>
    public Task<ShareReplica> ToRead(Call call) => visible.ToRead(call, call["id"], call.Endpoint.Policy!);

    /// <inheritdoc/>
    public Task<ShareReplica> ToChange(Call call) => visible.ToChange(call, call["id"], call.Endpoint.Policy!);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Items(ShareReplica resource) => resource.Metadata;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, string>> Items(Tx tx, ShareReplica resource, CancellationToken ct) =>
        instances.Metadata(tx, resource.Share.InstanceId, ct);

    /// <inheritdoc/>
    public Task Save(Tx tx, ShareReplica resource, IReadOnlyDictionary<string, string> items, CancellationToken ct) =>
        instances.SetMetadata(tx, resource.Share.InstanceId, items, ct);
}
