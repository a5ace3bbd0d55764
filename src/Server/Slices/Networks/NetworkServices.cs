namespace Abaca.Server.Networks;

/// <summary>The actions that attach security services to a share network, detach them, put one in the place of another, and ask whether that would do.</summary>
public sealed class NetworkServices(
    Visible<ShareNetwork> visible, Visible<SecurityService> visibleServices, ShareNetworkStore networks, SecurityServiceStore services, Db db)
{
    /// <summary>Attaches one; of each type one network has one.</summary>
    public async Task<Reply> Add(Call call)
    {
        var (network, service) = await Asked(call, "security_service_id");
        await db.Transaction(async tx =>
        {
            MustBeFree(service, await Attached(tx, network, call.Aborted));
            await networks.Attach(tx, network.Id, service.Id, call.Aborted);
        }, call.Aborted);
        return await Shown(call, network);
    }

    /// <summary>Detaches one.</summary>
    public async Task<Reply> Remove(Call call)
    {
        var network = await Network(call);
        var id = call.ActionBody().Required("security_service_id");
        if (!await db.Transaction(tx => networks.Detach(tx, network.Id, id, call.Aborted), call.Aborted))
            throw Refusals.Bad($"Security service {id} is not attached to share network {network.Id}.");
        return await Shown(call, network);
    }

    /// <summary>Puts one in the place of another of its type.</summary>
    public async Task<Reply> Replace(Call call)
    {
        var (network, service) = await Asked(call, "new_service_id");
        var current = call.ActionBody().Required("current_service_id");
        await db.Transaction(async tx =>
        {
            MustReplace(service, current, await Attached(tx, network, call.Aborted));
            await networks.Detach(tx, network.Id, current, call.Aborted);
            await networks.Attach(tx, network.Id, service.Id, call.Aborted);
        }, call.Aborted);
        return Reply.One(new ShareNetworkView(await networks.Find(network.Id, call.Aborted) ?? network), 202);
    }

    /// <summary>Asks whether one could be attached.</summary>
    public async Task<Reply> CheckAdd(Call call)
    {
        var (network, service) = await Asked(call, "security_service_id");
        call.ActionBody().Flag("reset_operation");
        MustBeFree(service, await db.Transaction(tx => Attached(tx, network, call.Aborted), call.Aborted));
        return Reply.Bare(new NetworkCheckView("add_security_service", null, service.Id.Text), 202);
    }

    /// <summary>Asks whether one could be put in the place of another.</summary>
    public async Task<Reply> CheckReplace(Call call)
    {
        var (network, service) = await Asked(call, "new_service_id");
        var current = call.ActionBody().Required("current_service_id");
        call.ActionBody().Flag("reset_operation");
        MustReplace(service, current, await db.Transaction(tx => Attached(tx, network, call.Aborted), call.Aborted));
        return Reply.Bare(new NetworkCheckView("update_security_service", current, service.Id.Text), 202);
    }

    async Task<ShareNetwork> Network(Call call)
    {
        var network = await visible.ToChange(call, call["id"], call.Endpoint.Policy!);
        return network.Status == ShareNetwork.Active ? network : throw Refusals.Bad($"Share network {network.Id} is {network.Status}; it must be {ShareNetwork.Active}.");
    }

    async Task<(ShareNetwork Network, SecurityService Service)> Asked(Call call, string field)
    {
        var network = await Network(call);
        var id = call.ActionBody().Required(field);
        if (await visibleServices.Seen(call, id) is { } service && service.ProjectId == network.ProjectId) return (network, service);
        // Who attaches one is told that it is not there; elsewhere it is a field like any other.
        throw field == "security_service_id" && call.Endpoint == ShareNetworkEndpoints.AddService
            ? Refusals.NotFound(SecurityService.Kind, id)
            : Refusals.BadField(field, $"security service {id} could not be found.");
    }

    async Task<IReadOnlyList<SecurityService>> Attached(Tx tx, ShareNetwork network, CancellationToken ct) => await services.OfNetwork(tx, network.Id, ct);

    async Task<Reply> Shown(Call call, ShareNetwork network) => Reply.One(new ShareNetworkView(await networks.Find(network.Id, call.Aborted) ?? network));

    static void MustBeFree(SecurityService service, IReadOnlyList<SecurityService> attached)
    {
        if (attached.Any(one => one.Id == service.Id)) throw Refusals.Bad($"Security service {service.Id} is attached to the share network already.");
        if (attached.FirstOrDefault(one => one.Type == service.Type) is { } same)
            throw Refusals.Conflict($"The share network has a security service of type {same.Type} already: {same.Id}.");
    }

    static void MustReplace(SecurityService service, string current, IReadOnlyList<SecurityService> attached)
    {
        var known = attached.FirstOrDefault(one => one.Id.Text == current) ?? throw Refusals.Conflict($"Security service {current} is not attached to the share network.");
        if (known.Type != service.Type) throw Refusals.Conflict($"Security service {service.Id} is of type {service.Type}; {current}, whose place it is to take, is of type {known.Type}.");
        if (attached.Any(one => one.Id == service.Id)) throw Refusals.Conflict($"Security service {service.Id} is attached to the share network already.");
    }
}
