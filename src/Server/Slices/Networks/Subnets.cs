namespace Abaca.Server.Networks;

/// <summary>The subnets of a share network.</summary>
public sealed class Subnets(Visible<ShareNetwork> visible, SubnetParts parts, ShareNetworks networks, ShareNetworkStore store, SubnetStore subnets, Db db)
{
    /// <summary>GET of all.</summary>
    public async Task<Reply> Index(Call call)
    {
        var network = await visible.ToRead(call, call["id"], "share_network:show");
        return Reply.Many([.. network.Subnets.Select(s => new SubnetView(s))], ViewForm.Detail);
    }

    /// <summary>GET of one.</summary>
    public async Task<Reply> Show(Call call) => Reply.One(new SubnetView(await parts.ToRead(call)));

    /// <summary>POST. Before 2.70 a zone had one subnet.</summary>
    public async Task<Reply> Create(Call call)
    {
        var asked = call.Body("share-network-subnet");
        var network = await visible.ToChange(call, call["id"], call.Endpoint.Policy!);
        var metadata = asked.Metadata("metadata") ?? new SortedDictionary<string, string>(StringComparer.Ordinal);
        parts.Policy.Check(call, metadata);
        var subnet = await networks.NewSubnet(call, asked, network) with { Metadata = metadata };
        await db.Transaction(async tx =>
        {
            var now = await store.Find(tx, network.Id, call.Aborted) ?? throw Visible<ShareNetwork>.NotFound(call["id"]);
            MustTake(call, now, subnet);
            await subnets.Insert(tx, subnet, call.Aborted);
        }, call.Aborted);
        return Reply.One(new SubnetView(subnet));
    }

    /// <summary>The action that asks whether a subnet could be made.</summary>
    public async Task<Reply> Check(Call call)
    {
        var network = await visible.ToChange(call, call["id"], call.Endpoint.Policy!);
        var asked = call.ActionBody();
        asked.Flag("reset_operation");
        MustTake(call, network, await networks.NewSubnet(call, asked, network));
        return Reply.Bare(new NetworkCheckView(null, null, null), 202);
    }

    /// <summary>DELETE: not while anything lies on the network.</summary>
    public async Task<Reply> Delete(Call call)
    {
        var subnet = await parts.ToChange(call);
        await db.Transaction(async tx =>
        {
            await networks.MustBeFree(tx, subnet.NetworkId, call.Aborted);
            await subnets.Remove(tx, subnet.Id, call.Aborted);
        }, call.Aborted);
        return Reply.Accepted;
    }

    static void MustTake(Call call, ShareNetwork network, Subnet subnet)
    {
        if (network.Status != ShareNetwork.Active) throw Refusals.Bad($"Share network {network.Id} is {network.Status}; it must be {ShareNetwork.Active}.");
        if (call.Expects(Behaviour.SeveralSubnetsInZone) || network.Subnets.All(s => s.Zone != subnet.Zone)) return;
        throw Refusals.Conflict($"Share network {network.Id} has a subnet {(subnet.Zone is { } zone ? $"in zone {zone}" : "for all zones")} already.");
    }
}

/// <summary>What subnets are composed of: metadata. The path names one below its network.</summary>
public sealed class SubnetParts(Visible<Subnet> visible, SubnetStore subnets, NetworkSettings settings) : IMetadataOf<Subnet>
{
    /// <inheritdoc/>
    public MetadataPolicy Policy => settings.ForAdmins;

    /// <inheritdoc/>
    public async Task<Subnet> ToRead(Call call) => MustBeOf(call, await visible.ToRead(call, call["subnet"]));

    /// <inheritdoc/>
    public async Task<Subnet> ToChange(Call call) => MustBeOf(call, await visible.ToChange(call, call["subnet"], call.Endpoint.Policy!));

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Items(Subnet resource) => resource.Metadata;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, string>> Items(Call call, Tx tx, Subnet resource) =>
        (await subnets.Find(tx, resource.Id, call.Aborted) ?? throw Visible<Subnet>.NotFound(call["subnet"])).Metadata;

    /// <inheritdoc/>
    public Task Save(Tx tx, Subnet resource, IReadOnlyDictionary<string, string> items, CancellationToken ct) => subnets.SetMetadata(tx, resource.Id, items, ct);

    static Subnet MustBeOf(Call call, Subnet subnet) => subnet.NetworkId.Text == call["id"] ? subnet : throw Visible<Subnet>.NotFound(call["subnet"]);
}

/// <summary>What the slice needs of the configuration.</summary>
/// <param name="ForAdmins">Who may set which metadata.</param>
public sealed record NetworkSettings(MetadataPolicy ForAdmins);
