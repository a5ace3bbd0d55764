namespace Abaca.Cli;

/// <summary><c>abaca network …</c>: share networks, and under them their subnets.</summary>
/// <param name="parts">Builds commands.</param>
sealed class NetworkCommands(CommandParts parts)
{
    static readonly Column[] columns = [new("ID", "id"), new("NAME", "name"), new("STATUS", "status"), new("CREATED", "created_at")];

    static readonly Column[] subnetColumns =
        [new("ID", "id"), new("ZONE", "availability_zone"), new("NETWORK", "neutron_net_id"), new("SUBNET", "neutron_subnet_id"), new("CREATED", "created_at")];

    readonly ResourceCommands<ShareNetwork> networks = new(parts, new("network", ClientJson.Default.ShareNetwork, (run, text, ct) => run.Find.Network(text, ct)));

    /// <summary>The command with its subcommands.</summary>
    public Command Build() => parts.Group("network", "Networks on which a project's share servers answer",
    [
        Create(), List(), networks.Show("Show a share network"),
        networks.Set("Change a share network's name or description", (run, id, changes, ct) => run.Cloud.Networks.Update(id, changes, ct)),
        networks.Each("delete", "Delete share networks that nothing lies on", [], (run, network, ct) => run.Cloud.Networks.Delete(network.Id, ct)),
        Service("add-service", "Attach a security service", (run, id, service, ct) => run.Cloud.Networks.AddService(id, service, ct)),
        Service("remove-service", "Detach a security service", (run, id, service, ct) => run.Cloud.Networks.RemoveService(id, service, ct)),
        CommandParts.Inner("subnet", "Subnets of a share network", [CreateSubnet(), ListSubnets(), DeleteSubnet()]),
    ]);

    Command Create()
    {
        var (name, description) = Described("share network");
        var (options, place) = Place();
        return parts.Leaf("create", "Make a share network with its first subnet", [name, description, .. options], Takes.Output, async (run, ct) =>
        {
            run.Print.One(Printer.Json(await run.Cloud.Networks.Create(run.Get(name), run.Get(description), place(run), ct), ClientJson.Default.ShareNetwork));
            return ExitCode.Ok;
        });
    }

    Command List()
    {
        var name = Text("--name", "NAME", "Only with exactly this name");
        var all = Flag("--all-projects", "Of every project (admins)");
        return networks.List("List share networks", [name, all], _ => columns, (run, ct) => run.Cloud.Networks.List(run.Get(name), run.Get(all), ct));
    }

    Command Service(string verb, string description, Func<CommandRun, string, string, CancellationToken, Task> act)
    {
        var (named, service) = (Word("network", "name or id"), Word("service", "security service, by name or id"));
        return parts.Leaf(verb, description, [named, service], Takes.Nothing, async (run, ct) =>
        {
            var network = await run.Find.Network(run.Get(named), ct);
            await act(run, network.Id, (await run.Find.SecurityService(run.Get(service), ct)).Id, ct);
            return ExitCode.Ok;
        });
    }

    Command CreateSubnet()
    {
        var named = Word("network", "name or id");
        var (options, place) = Place();
        return parts.Leaf("create", "Make a subnet", [named, .. options], Takes.Output, async (run, ct) =>
        {
            var network = await run.Find.Network(run.Get(named), ct);
            run.Print.One(Printer.Json(await run.Cloud.Networks.CreateSubnet(network.Id, place(run), ct), ClientJson.Default.ShareNetworkSubnet));
            return ExitCode.Ok;
        });
    }

    Command ListSubnets()
    {
        var named = Word("network", "name or id");
        return parts.Leaf("list", "List the subnets of a share network", [named], Takes.Output, async (run, ct) =>
        {
            var network = await run.Find.Network(run.Get(named), ct);
            run.Print.List([.. network.ShareNetworkSubnets.Select(subnet => Printer.Json(subnet, ClientJson.Default.ShareNetworkSubnet))], subnetColumns);
            return ExitCode.Ok;
        });
    }

    Command DeleteSubnet()
    {
        var (named, subnet) = (Word("network", "name or id"), Word("subnet", "id"));
        return parts.Leaf("delete", "Delete a subnet", [named, subnet], Takes.Nothing, async (run, ct) =>
        {
            await run.Cloud.Networks.DeleteSubnet((await run.Find.Network(run.Get(named), ct)).Id, run.Get(subnet), ct);
            return ExitCode.Ok;
        });
    }

    static (IReadOnlyList<Symbol> Options, Func<CommandRun, SubnetPlace> Place) Place()
    {
        var zone = Text("--availability-zone", "ZONE", "For this zone; without it for all that have none of their own");
        var net = Text("--neutron-net-id", "ID", "Neutron's network");
        var subnet = Text("--neutron-subnet-id", "ID", "Neutron's subnet");
        return ([zone, net, subnet], run => new SubnetPlace { AvailabilityZone = run.Get(zone), NeutronNetId = run.Get(net), NeutronSubnetId = run.Get(subnet) });
    }
}
