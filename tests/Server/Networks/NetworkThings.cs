using Abaca.Tests.Server.Worlds;

namespace Abaca.Tests.Server.Networks;

/// <summary>Share networks, their subnets, and security services.</summary>
sealed class NetworkThings : IWorldPart
{
    const string Service = "name:name description:name dns_ip:name server:name domain:name user:name password:name ou:name default_ad_site:name";

    /// <inheritdoc/>
    public IEnumerable<Thing> Things { get; } =
    [
        new("security service", things => things.Post("/v2/security-services", new { security_service = new { type = "ldap", name = "people", dns_ip = "10.0.0.53" } }), "/security-services/{}"),
        new("spare service", things => things.Post("/v2/security-services", new { security_service = new { type = "ldap", name = "other people" } })),
        new("free service", things => things.Post("/v2/security-services", new { security_service = new { type = "kerberos", name = "tickets" } })),
        new("network", Network, "/share-networks/{}"),
        new("subnet", Subnet, "/share-networks/{}/subnets/{}"),
        Thing.Word("subnet key", "color", "/share-networks/{}/subnets/{}/metadata/{}"),
    ];

    /// <inheritdoc/>
    public IEnumerable<WritingEndpoint> Writes { get; } =
    [
        WritingEndpoint.Of("security_services.create", """{"security_service":{"type":"ldap","name":"n"}}""", "type:word " + Service),
        WritingEndpoint.Of("security_services.update", """{"security_service":{"description":"golden"}}""", "type:newname " + Service) with { EmptyIsFine = true },
        WritingEndpoint.Of("share_networks.create", """{"share_network":{"name":"n"}}""",
            "name:name description:name neutron_net_id:name neutron_subnet_id:name nova_net_id:word availability_zone:choice") with { EmptyIsFine = true },
        WritingEndpoint.Of("share_networks.update", """{"share_network":{"name":"home"}}""",
            "name:name description:name neutron_net_id:name neutron_subnet_id:name nova_net_id:word") with { EmptyIsFine = true },
        WritingEndpoint.Of("share_networks.add_service", """{"add_security_service":{"security_service_id":"{free service}"}}""", "security_service_id:word"),
        WritingEndpoint.Of("share_networks.remove_service", """{"remove_security_service":{"security_service_id":"{security service}"}}""", "security_service_id:word"),
        WritingEndpoint.Of("share_networks.replace_service", """{"update_security_service":{"current_service_id":"{security service}","new_service_id":"{spare service}"}}""",
            "current_service_id:word new_service_id:word"),
        WritingEndpoint.Of("share_networks.check_add", """{"add_security_service_check":{"security_service_id":"{free service}"}}""", "security_service_id:word reset_operation:flag"),
        WritingEndpoint.Of("share_networks.check_replace", """{"update_security_service_check":{"current_service_id":"{security service}","new_service_id":"{spare service}"}}""",
            "current_service_id:word new_service_id:word reset_operation:flag"),
        WritingEndpoint.Of("share_networks.check_subnet", """{"share_network_subnet_create_check":{"neutron_net_id":"net","neutron_subnet_id":"sub"}}""",
            "neutron_net_id:name neutron_subnet_id:name availability_zone:choice reset_operation:flag"),
        WritingEndpoint.Of("share_networks.reset_status", """{"reset_status":{"status":"active"}}""", "status:word"),
        WritingEndpoint.Of("subnets.create", """{"share-network-subnet":{"availability_zone":"nova"}}""",
            "neutron_net_id:name neutron_subnet_id:name availability_zone:choice metadata:map") with { EmptyIsFine = true },
        WritingEndpoint.Of("subnet_metadata.merge", """{"metadata":{"color":"red"}}""", ":map"),
        WritingEndpoint.Of("subnet_metadata.replace", """{"metadata":{"color":"red"}}""", ":map"),
        WritingEndpoint.Of("subnet_metadata.set_item", """{"metadata":{"color":"red"}}""", ":map"),
    ];

    static async Task<string> Network(Things things)
    {
        var network = await things.Post("/v2/share-networks", new { share_network = new { name = "home", neutron_net_id = "net", neutron_subnet_id = "sub" } });
        await things.Must(HttpMethod.Post, $"/v2/share-networks/{network}/action", new { add_security_service = new { security_service_id = await things.Of("security service") } });
        return network;
    }

    // Beside the one that came with the network, which is the default one.
    static async Task<string> Subnet(Things things)
    {
        var network = await things.Of("network");
        var subnet = new Dictionary<string, object> { ["share-network-subnet"] = new { availability_zone = "nova", metadata = new { color = "red" } } };
        return await things.Post($"/v2/share-networks/{network}/subnets", subnet);
    }
}
