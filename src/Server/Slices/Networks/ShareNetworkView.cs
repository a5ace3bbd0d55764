namespace Abaca.Server.Networks;

/// <summary>A share network on the wire.</summary>
/// <param name="Network">What is shown.</param>
public sealed record ShareNetworkView(ShareNetwork Network) : IView<ShareNetworkView>
{
    static readonly JsonEncodedText CreatedAt = JsonEncodedText.Encode("created_at"), UpdatedAt = JsonEncodedText.Encode("updated_at");

    /// <summary>Whether its subnets are shown with their metadata.</summary>
    bool ShowsMetadata { get; init; } = true;

    /// <summary>Before subnets had metadata.</summary>
    internal ShareNetworkView WithoutMetadata => this with { ShowsMetadata = false };

    /// <summary>What old clients see of the subnets: the one of no zone.</summary>
    Subnet? Default => Network.Subnets.FirstOrDefault(s => s.Zone is null);

    /// <inheritdoc/>
    public static ViewShape<ShareNetworkView> Shape { get; } = new ViewShape<ShareNetworkView>("share_network", "share_networks", "")
        .Summary("id", "name")
        .Text("id", v => v.Network.Id.Text)
        .Text("name", v => v.Network.Name)
        .Text("project_id", v => v.Network.ProjectId)
        .Moment("created_at", v => v.Network.CreatedAt)
        .Moment("updated_at", v => v.Network.UpdatedAt)
        .Text("description", v => v.Network.Description)
        .Text("neutron_net_id", v => v.Default?.NeutronNetId)
        .Text("neutron_subnet_id", v => v.Default?.NeutronSubnetId)
        .Text("network_type", _ => null)
        .Text("segmentation_id", _ => null)
        .Text("cidr", _ => null)
        .Text("ip_version", _ => null)
        .Text("gateway", _ => null)
        .Text("mtu", _ => null)
        .Text("nova_net_id", _ => null)
        .Custom("share_network_subnets", static (json, v, _) => v.WriteSubnets(json))
        .Text("status", v => v.Network.Status)
        .Flag("security_service_update_support", _ => true) // no server stands in the way
        .Flag("network_allocation_update_support", _ => true);

    void WriteSubnets(Utf8JsonWriter json)
    {
        json.WriteStartArray("share_network_subnets"u8);
        foreach (var subnet in Network.Subnets)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, subnet.Id.Text);
            json.WriteString("availability_zone"u8, subnet.Zone);
            WireMoment.Write(json, CreatedAt, subnet.CreatedAt);
            WireMoment.Write(json, UpdatedAt, subnet.UpdatedAt);
            json.WriteString("neutron_net_id"u8, subnet.NeutronNetId);
            json.WriteString("neutron_subnet_id"u8, subnet.NeutronSubnetId);
            foreach (var name in SubnetView.OfServers) json.WriteNull(name);
            if (ShowsMetadata) WriteMetadata(json, subnet);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteMetadata(Utf8JsonWriter json, Subnet subnet)
    {
        json.WriteStartObject("metadata"u8);
        foreach (var (item, value) in subnet.Metadata) json.WriteString(item, value);
        json.WriteEndObject();
    }
}

/// <summary>A subnet on the wire.</summary>
/// <param name="Subnet">What is shown.</param>
public sealed record SubnetView(Subnet Subnet) : IView<SubnetView>
{
    /// <summary>What is known of a subnet once a share server was given an address of it.</summary>
    internal static readonly string[] OfServers = ["segmentation_id", "ip_version", "cidr", "network_type", "mtu", "gateway"];

    /// <inheritdoc/>
    public static ViewShape<SubnetView> Shape { get; } = new ViewShape<SubnetView>("share_network_subnet", "share_network_subnets", "")
        .Text("id", v => v.Subnet.Id.Text)
        .Text("availability_zone", v => v.Subnet.Zone)
        .Text("share_network_id", v => v.Subnet.NetworkId.Text)
        .Text("share_network_name", v => v.Subnet.NetworkName)
        .Moment("created_at", v => v.Subnet.CreatedAt)
        .Text("segmentation_id", _ => null)
        .Text("neutron_subnet_id", v => v.Subnet.NeutronSubnetId)
        .Moment("updated_at", v => v.Subnet.UpdatedAt)
        .Text("neutron_net_id", v => v.Subnet.NeutronNetId)
        .Text("ip_version", _ => null)
        .Text("cidr", _ => null)
        .Text("network_type", _ => null)
        .Text("mtu", _ => null)
        .Text("gateway", _ => null)
        .Map("metadata", v => v.Subnet.Metadata);
}

/// <summary>What would come of a change of a share network. Nothing stands in its way while the network has no share servers.</summary>
/// <param name="Operation">The change; null: it is not shown.</param>
/// <param name="Current">The security service that would go, or null.</param>
/// <param name="New">The one that would come.</param>
public sealed record NetworkCheckView(string? Operation, string? Current, string? New) : IView<NetworkCheckView>
{
    /// <inheritdoc/>
    public static ViewShape<NetworkCheckView> Shape { get; } = new ViewShape<NetworkCheckView>("", "", "")
        .Flag("compatible", _ => true)
        .Custom("requested_operation", static (json, v, _) =>
        {
            if (v.Operation is null) return;
            json.WriteStartObject("requested_operation"u8);
            json.WriteString("operation"u8, v.Operation);
            json.WriteString("current_security_service"u8, v.Current);
            json.WriteString("new_security_service"u8, v.New);
            json.WriteEndObject();
        })
        .Custom("hosts_check_result", static (json, _, _) =>
        {
            json.WriteStartObject("hosts_check_result"u8);
            json.WriteEndObject();
        }, Audience.Admin);
}
