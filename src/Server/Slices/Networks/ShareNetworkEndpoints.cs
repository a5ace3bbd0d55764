namespace Abaca.Server.Networks;

/// <summary>The endpoints of share networks and their subnets.</summary>
static class ShareNetworkEndpoints
{
    const string Path = "/share-networks", One = Path + "/{id}", Action = One + "/action", OfOne = One + "/subnets", Subnet = OfOne + "/{subnet}";

    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly Endpoint Index = All.Get<Lists<ShareNetwork, ShareNetworkView>>("share_networks.list", Path, "share_network:index", u => u.Index);
    public static readonly Endpoint Detail = All.Get<Lists<ShareNetwork, ShareNetworkView>>("share_networks.detail", Path + "/detail", "share_network:detail", u => u.Detail);
    public static readonly Endpoint Show = All.Get<Lists<ShareNetwork, ShareNetworkView>>("share_networks.show", One, "share_network:show", u => u.Show);
    public static readonly Endpoint Create = All.Post<ShareNetworks>("share_networks.create", Path, "share_network:create", u => u.Create);
    public static readonly Endpoint Update = All.Put<Update<ShareNetwork>>("share_networks.update", One, "share_network:update", u => u.Handle);
    public static readonly Endpoint Delete = All.Delete<ShareNetworks>("share_networks.delete", One, "share_network:delete", u => u.Delete);
    public static readonly Endpoint AddService = All.Action<NetworkServices>("share_networks.add_service", Action, "add_security_service", "share_network:add_security_service", u => u.Add, late: true);
    public static readonly Endpoint RemoveService = All.Action<NetworkServices>("share_networks.remove_service", Action, "remove_security_service", "share_network:remove_security_service", u => u.Remove, late: true);
    public static readonly Endpoint ReplaceService = All.Action<NetworkServices>("share_networks.replace_service", Action, "update_security_service", "share_network:update_security_service", u => u.Replace, late: true);
    public static readonly Endpoint CheckAdd = All.Action<NetworkServices>("share_networks.check_add", Action, "add_security_service_check", "share_network:add_security_service_check", u => u.CheckAdd, late: true);
    public static readonly Endpoint CheckReplace = All.Action<NetworkServices>("share_networks.check_replace", Action, "update_security_service_check", "share_network:update_security_service_check", u => u.CheckReplace, late: true);
    public static readonly Endpoint CheckSubnet = All.Action<Subnets>("share_networks.check_subnet", Action, "share_network_subnet_create_check", "share_network:subnet_create_check", u => u.Check, late: true);
    public static readonly Endpoint ResetStatus = All.Action<StatusReset<ShareNetwork>>("share_networks.reset_status", Action, "reset_status", "share_network:reset_status", u => u.Handle);
    public static readonly Endpoint Subnets = All.Get<Subnets>("subnets.list", OfOne, "share_network_subnet:index", u => u.Index);
    public static readonly Endpoint ShowSubnet = All.Get<Subnets>("subnets.show", Subnet, "share_network_subnet:show", u => u.Show);
    public static readonly Endpoint CreateSubnet = All.Post<Subnets>("subnets.create", OfOne, "share_network_subnet:create", u => u.Create);
    public static readonly Endpoint DeleteSubnet = All.Delete<Subnets>("subnets.delete", Subnet, "share_network_subnet:delete", u => u.Delete);

    public static readonly IReadOnlyList<Endpoint> Metadata = All.Metadata<Subnet>(
        "subnet_metadata", Subnet, ("share_network_subnet:get_metadata", "share_network_subnet:update_metadata", "share_network_subnet:delete_metadata"));
}
