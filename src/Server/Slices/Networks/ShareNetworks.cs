using Abaca.Server.Quotas;
using Abaca.Server.Services;

namespace Abaca.Server.Networks;

/// <summary>What lies on share networks: shares. The slice that owns it registers it, so that share networks name none of them.</summary>
public interface IShareNetworkUser
{
    /// <summary>What lies on the network, so that it cannot go; null when nothing does.</summary>
    Task<string?> UseOf(Tx tx, ShareNetworkId network, CancellationToken ct);
}

/// <summary>POST and DELETE of /share-networks.</summary>
public sealed class ShareNetworks(
    Visible<ShareNetwork> visible, ShareNetworkStore networks, ZoneStore zones, QuotaLedger quotas, IEnumerable<IShareNetworkUser> users, Db db, TimeProvider clock)
{
    /// <summary>POST: the network, and its first subnet.</summary>
    public async Task<Reply> Create(Call call)
    {
        var asked = call.Body("share_network", missing: 422);
        RefuseNova(asked);
        var now = clock.GetUtcNow();
        var network = new ShareNetwork
        {
            Id = ShareNetworkId.New(), ProjectId = call.Caller.ProjectId, UserId = call.Caller.UserId,
            Name = asked.Text("name"), Description = asked.Text("description"), CreatedAt = now,
        };
        var subnet = await NewSubnet(call, asked, network);
        var made = network with { Subnets = [subnet] };
        await db.Transaction(async tx =>
        {
            await quotas.Take(tx, CostOf(made), call.Aborted);
            await networks.Insert(tx, made, call.Aborted);
        }, call.Aborted);
        return Reply.One(new ShareNetworkView(made));
    }

    /// <summary>DELETE: not while anything lies on it, nor while it has several subnets.</summary>
    public async Task<Reply> Delete(Call call)
    {
        var network = await visible.ToChange(call, call["id"], call.Endpoint.Policy!);
        await db.Transaction(async tx =>
        {
            var now = await networks.Find(tx, network.Id, call.Aborted) ?? throw Visible<ShareNetwork>.NotFound(call["id"]);
            await MustBeFree(tx, now.Id, call.Aborted);
            if (now.Subnets.Count > 1) throw Refusals.Conflict($"Share network {now.Id} has {now.Subnets.Count} subnets; delete all but one first.");
            await networks.Remove(tx, now.Id, call.Aborted);
            await quotas.Take(tx, CostOf(now).Negated, call.Aborted);
        }, call.Aborted);
        return Reply.Accepted;
    }

    /// <summary>Refuses a network that something lies on.</summary>
    /// <exception cref="ApiRefusal">409.</exception>
    internal async Task MustBeFree(Tx tx, ShareNetworkId id, CancellationToken ct)
    {
        foreach (var user in users)
        {
            if (await user.UseOf(tx, id, ct) is { } use) throw Refusals.Conflict($"Share network {id} is in use: {use}.");
        }
    }

    /// <summary>A subnet as a request describes it.</summary>
    /// <exception cref="ApiRefusal">400.</exception>
    internal async Task<Subnet> NewSubnet(Call call, Fields asked, ShareNetwork network)
    {
        var zone = asked.Reference("availability_zone");
        var blank = new Subnet
        {
            Id = SubnetId.New(), NetworkId = network.Id, NetworkName = network.Name, ProjectId = network.ProjectId, UserId = network.UserId,
            Zone = zone is null ? null : await zones.Named(zone, call.Aborted) ?? throw Refusals.BadField("availability_zone", $"there is no zone {zone}."),
            CreatedAt = clock.GetUtcNow(),
        };
        return WithNeutron(blank, asked.Reference("neutron_net_id"), asked.Reference("neutron_subnet_id"));
    }

    /// <summary>A subnet at this place in Neutron.</summary>
    /// <exception cref="ApiRefusal">400: one of the two is missing.</exception>
    internal static Subnet WithNeutron(Subnet subnet, string? net, string? sub) => net is null == sub is null
        ? subnet with { NeutronNetId = net, NeutronSubnetId = sub }
        : throw Refusals.Bad("neutron_net_id and neutron_subnet_id belong together: give both or none.");

    /// <summary>Refuses what networks were before Neutron.</summary>
    /// <exception cref="ApiRefusal">400.</exception>
    internal static void RefuseNova(Fields asked)
    {
        if (asked.Has("nova_net_id")) throw Refusals.BadField("nova_net_id", "networks of Nova are not supported; give neutron_net_id and neutron_subnet_id.");
    }

    static QuotaClaim CostOf(ShareNetwork network) => new(network.ProjectId, network.UserId, null, (QuotaResource.ShareNetworks, 1));
}
