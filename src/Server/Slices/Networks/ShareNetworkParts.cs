namespace Abaca.Server.Networks;

/// <summary>What share networks are composed of: lists, updates, and resets of the status.</summary>
public sealed class ShareNetworkParts(Visible<ShareNetwork> visible, ShareNetworkStore networks, SubnetStore subnets, Db db)
    : IListOf<ShareNetwork, ShareNetworkView>, IUpdateOf<ShareNetwork>, IStatusResetOf<ShareNetwork>
{
    static readonly Listing List = new()
    {
        Kind = "share network",
        Tables = ShareNetworkStore.Tables,
        Alias = "n",
        Scope = Scope,
        Filters =
        [
            ListFilters.Text("n.name", ["name"]),
            ListFilters.Text("n.description", ["description"]),
            ListFilters.Part("n.name", ["name~"]),
            ListFilters.Part("n.description", ["description~"]),
            ListFilters.Moment("n.created_at", ">=", "created_since"),
            ListFilters.Moment("n.created_at", "<=", "created_before"),
            OfService, OfSubnet("neutron_net_id"), OfSubnet("neutron_subnet_id"),
            // What only share servers know of a network, and none has.
            .. ((string[])["network_type", "segmentation_id", "cidr", "ip_version"]).Select(name => ListFilters.Text("NULL", [name])),
        ],
    };

    /// <inheritdoc/>
    public Visible<ShareNetwork> Visible => visible;

    /// <inheritdoc/>
    public Listing Listing => List;

    /// <inheritdoc/>
    public Columns<ShareNetwork> Columns => networks.Read;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Resettable => ShareNetwork.Statuses;

    /// <inheritdoc/>
    public ShareNetworkView View(ShareNetwork resource) => new(resource);

    /// <inheritdoc/>
    public string Id(ShareNetworkView view) => view.Network.Id.Text;

    /// <inheritdoc/>
    public async ValueTask<List<ShareNetwork>> Complete(List<ShareNetwork> rows, CancellationToken ct)
    {
        var all = (await subnets.Of(db, [.. rows.Select(n => n.Id)], ct)).ToLookup(s => s.NetworkId);
        return rows.ConvertAll(n => n with { Subnets = [.. all[n.Id]] });
    }

    /// <inheritdoc/>
    public ValueTask<ShareNetwork?> Now(Tx tx, ShareNetwork seen, CancellationToken ct) => networks.Find(tx, seen.Id, ct);

    /// <inheritdoc/>
    public Fields Asked(Call call) => call.Body("share_network", missing: 422);

    /// <inheritdoc/>
    public ShareNetwork Changed(Call call, Fields asked, ShareNetwork now)
    {
        ShareNetworks.RefuseNova(asked);
        var changed = now with { Name = asked.TextOr("name", now.Name), Description = asked.TextOr("description", now.Description) };
        if (!asked.Mentions("neutron_net_id") && !asked.Mentions("neutron_subnet_id")) return changed;
        if (now.Subnets.Where(s => s.Zone is null).ToList() is not [var only]) throw Refusals.Bad($"Share network {now.Id} has not exactly one default subnet; Neutron's ids are those of a subnet.");
        var (net, subnet) = (asked.TextOr("neutron_net_id", only.NeutronNetId), asked.TextOr("neutron_subnet_id", only.NeutronSubnetId));
        var moved = ShareNetworks.WithNeutron(only, net, subnet);
        return changed with { Subnets = [.. now.Subnets.Select(s => s.Id == only.Id ? moved : s)] };
    }

    /// <inheritdoc/>
    public async Task Save(Tx tx, ShareNetwork changed, CancellationToken ct)
    {
        await networks.Describe(tx, changed, ct);
        foreach (var subnet in changed.Subnets.Where(s => s.Zone is null)) await subnets.SetNeutron(tx, subnet, ct);
    }

    /// <inheritdoc/>
    public async Task<Reply> Shown(Call call, ShareNetwork changed) => Reply.One(View(await networks.Find(changed.Id, call.Aborted) ?? changed));

    /// <inheritdoc/>
    public Task Reset(Tx tx, ShareNetwork resource, string status, CancellationToken ct) => networks.Reset(tx, resource.Id, status, ct);

    static Sql Scope(Call call, Sql ofProject)
    {
        if (!call.Caller.MayEverywhere("share_network:get_all_share_networks")) return Sql.Of($"{ofProject} = {call.Caller.ProjectId}");
        if (call.Query.Text("project_id") is { Length: > 0 } wanted) return Sql.Of($"{ofProject} = {wanted}");
        return call.Query.OfAllProjects ? Sql.Of($"1 = 1") : Sql.Of($"{ofProject} = {call.Caller.ProjectId}");
    }

    static void OfService(Call call, ListConditions where)
    {
        if (call.Query.Text("security_service_id") is { Length: > 0 } service)
            where.Add($"EXISTS (SELECT 1 FROM share_network_security_services a WHERE a.share_network_id = n.id AND a.security_service_id = {service})");
    }

    static ListFilter OfSubnet(string name) => (call, where) =>
    {
        if (call.Query.Text(name) is { Length: > 0 } value)
            where.Add($"EXISTS (SELECT 1 FROM share_network_subnets b WHERE b.share_network_id = n.id AND b.{Sql.Raw(name)} = {value})");
    };
}
