namespace Abaca.Server.Networks;

/// <summary>The one writer of subnets.</summary>
public sealed class SubnetStore(Db db, TimeProvider clock) : Store<Subnet>(db, Columns, From, "b.id")
{
    static readonly Columns<Subnet> Columns = new(c => new Subnet
    {
        Id = c.Word("b.id", id => new SubnetId(id), b => b.Id.Text),
        NetworkId = c.Word("b.share_network_id", id => new ShareNetworkId(id), b => b.NetworkId.Text),
        NetworkName = c.TextOrNull("n.name"),
        ProjectId = c.Text("n.project_id"),
        UserId = c.Text("n.user_id"),
        Zone = c.TextOrNull("b.availability_zone", b => b.Zone),
        NeutronNetId = c.TextOrNull("b.neutron_net_id", b => b.NeutronNetId),
        NeutronSubnetId = c.TextOrNull("b.neutron_subnet_id", b => b.NeutronSubnetId),
        Metadata = c.Map("b.metadata", b => b.Metadata),
        CreatedAt = c.Moment("b.created_at", b => b.CreatedAt),
        UpdatedAt = c.MomentOrNull("b.updated_at", b => b.UpdatedAt),
    });

    static readonly Sql From = Sql.Raw("FROM share_network_subnets b JOIN share_networks n ON n.id = b.share_network_id");

    /// <summary>The subnets of networks, oldest first.</summary>
    public async ValueTask<IReadOnlyList<Subnet>> Of(IQueries at, IReadOnlyList<ShareNetworkId> networks, CancellationToken ct = default) => networks.Count == 0
        ? []
        : await at.Query(Columns, $"{From} WHERE b.share_network_id IN ({Sql.List([.. networks.Select(id => id.Text)])}) ORDER BY b.created_at, b.id", ct);

    /// <summary>Adds one.</summary>
    public Task Insert(Tx tx, Subnet subnet, CancellationToken ct = default) => tx.Execute(Columns.Insert("share_network_subnets b", subnet), ct);

    /// <summary>Sets where it is in Neutron.</summary>
    public Task SetNeutron(Tx tx, Subnet subnet, CancellationToken ct = default) => tx.Execute(
        $"UPDATE share_network_subnets SET {Columns.Set(subnet, "b.neutron_net_id", "b.neutron_subnet_id")}, updated_at = {clock.GetUtcNow()} WHERE id = {subnet.Id}", ct);

    /// <summary>Replaces the metadata.</summary>
    public Task SetMetadata(Tx tx, SubnetId id, IReadOnlyDictionary<string, string> metadata, CancellationToken ct = default) =>
        tx.Execute($"UPDATE share_network_subnets SET metadata = {Json.Write(metadata)}, updated_at = {clock.GetUtcNow()} WHERE id = {id}", ct);

    /// <summary>Removes one.</summary>
    public Task Remove(Tx tx, SubnetId id, CancellationToken ct = default) => tx.Execute($"DELETE FROM share_network_subnets WHERE id = {id}", ct);

    /// <summary>Removes those of a network.</summary>
    public Task RemoveAll(Tx tx, ShareNetworkId network, CancellationToken ct = default) =>
        tx.Execute($"DELETE FROM share_network_subnets WHERE share_network_id = {network}", ct);
}
