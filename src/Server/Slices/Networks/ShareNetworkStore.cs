namespace Abaca.Server.Networks;

/// <summary>The one writer of share networks and of what is attached to them.</summary>
public sealed class ShareNetworkStore(Db db, SubnetStore subnets, TimeProvider clock) : Store<ShareNetwork>(db, Columns, Tables.All, "n.id")
{
    /// <summary>Columns, over the alias n.</summary>
    internal static readonly Columns<ShareNetwork> Columns = new(c => new ShareNetwork
    {
        Id = c.Word("n.id", id => new ShareNetworkId(id), n => n.Id.Text),
        ProjectId = c.Text("n.project_id", n => n.ProjectId),
        UserId = c.Text("n.user_id", n => n.UserId),
        Name = c.TextOrNull("n.name", n => n.Name),
        Description = c.TextOrNull("n.description", n => n.Description),
        Status = c.Text("n.status", n => n.Status),
        CreatedAt = c.Moment("n.created_at", n => n.CreatedAt),
        UpdatedAt = c.MomentOrNull("n.updated_at", n => n.UpdatedAt),
    });

    /// <summary>Their table.</summary>
    internal static readonly Tables Tables = new("share_networks n");

    /// <inheritdoc/>
    public override async ValueTask<ShareNetwork?> Find(IQueries at, string id, CancellationToken ct = default) => await base.Find(at, id, ct) is { } network
        ? network with { Subnets = await subnets.Of(at, [network.Id], ct) }
        : null;

    /// <summary>Adds one with its first subnet.</summary>
    public async Task Insert(Tx tx, ShareNetwork network, CancellationToken ct = default)
    {
        await tx.Execute(Columns.Insert("share_networks n", network), ct);
        foreach (var subnet in network.Subnets) await subnets.Insert(tx, subnet, ct);
    }

    /// <summary>Sets name and description.</summary>
    public Task Describe(Tx tx, ShareNetwork network, CancellationToken ct = default) => tx.Execute(
        $"UPDATE share_networks SET {Columns.Set(network, "n.name", "n.description")}, updated_at = {clock.GetUtcNow()} WHERE id = {network.Id}", ct);

    /// <summary>Sets the status: an operator's reset.</summary>
    public Task Reset(Tx tx, ShareNetworkId id, string status, CancellationToken ct = default) =>
        tx.Execute($"UPDATE share_networks SET status = {status}, updated_at = {clock.GetUtcNow()} WHERE id = {id}", ct);

    /// <summary>Attaches a security service.</summary>
    public Task Attach(Tx tx, ShareNetworkId network, SecurityServiceId service, CancellationToken ct = default) => tx.Execute(
        $"""
         INSERT INTO share_network_security_services (share_network_id, security_service_id, created_at)
         VALUES ({network}, {service}, {clock.GetUtcNow()})
         """, ct);

    /// <summary>Detaches a security service.</summary>
    /// <returns>Whether it was attached.</returns>
    public async Task<bool> Detach(Tx tx, ShareNetworkId network, string service, CancellationToken ct = default) =>
        await tx.Execute($"DELETE FROM share_network_security_services WHERE share_network_id = {network} AND security_service_id = {service}", ct) > 0;

    /// <summary>Removes one with its subnets and attachments.</summary>
    public async Task Remove(Tx tx, ShareNetworkId id, CancellationToken ct = default)
    {
        await tx.Execute($"DELETE FROM share_network_security_services WHERE share_network_id = {id}", ct);
        await subnets.RemoveAll(tx, id, ct);
        await tx.Execute($"DELETE FROM share_networks WHERE id = {id}", ct);
    }
}
