namespace Abaca.Client;

/// <summary>A share network as the API shows it.</summary>
public sealed record ShareNetwork : Resource
{
    /// <summary>Its name; not unique, and may be absent.</summary>
    public string? Name { get; init; }

    /// <summary>What its owner wrote about it.</summary>
    public string? Description { get; init; }

    /// <summary>Its status, such as "active".</summary>
    public string? Status { get; init; }

    /// <summary>Its subnets.</summary>
    public IReadOnlyList<ShareNetworkSubnet> ShareNetworkSubnets { get; init; } = [];

    /// <summary>The project that owns it.</summary>
    public string? ProjectId { get; init; }

    /// <summary>When it was made: UTC, without a zone.</summary>
    public string? CreatedAt { get; init; }
}

/// <summary>A subnet of a share network as the API shows it.</summary>
public sealed record ShareNetworkSubnet : Resource
{
    /// <summary>Its zone; null: it is the one for all zones without one of their own.</summary>
    public string? AvailabilityZone { get; init; }

    /// <summary>Neutron's network.</summary>
    public string? NeutronNetId { get; init; }

    /// <summary>Neutron's subnet.</summary>
    public string? NeutronSubnetId { get; init; }

    /// <summary>When it was made: UTC, without a zone.</summary>
    public string? CreatedAt { get; init; }
}

/// <summary>Where a subnet lies; what is null is left open.</summary>
public sealed record SubnetPlace
{
    /// <summary>Its zone.</summary>
    public string? AvailabilityZone { get; init; }

    /// <summary>Neutron's network.</summary>
    public string? NeutronNetId { get; init; }

    /// <summary>Neutron's subnet.</summary>
    public string? NeutronSubnetId { get; init; }

    /// <summary>As a request has it.</summary>
    internal JsonObject ToJson()
    {
        var json = new JsonObject();
        if (AvailabilityZone is { } zone) json["availability_zone"] = zone;
        if (NeutronNetId is { } net) json["neutron_net_id"] = net;
        if (NeutronSubnetId is { } subnet) json["neutron_subnet_id"] = subnet;
        return json;
    }
}

/// <summary>A security service as the API shows it, without its password.</summary>
public sealed record SecurityService : Resource
{
    /// <summary>"ldap", "kerberos" or "active_directory".</summary>
    public string Type { get; init; } = "";

    /// <summary>Its name; not unique, and may be absent.</summary>
    public string? Name { get; init; }

    /// <summary>What its owner wrote about it.</summary>
    public string? Description { get; init; }

    /// <summary>Address of a name server.</summary>
    public string? DnsIp { get; init; }

    /// <summary>Name or address of the directory's server.</summary>
    public string? Server { get; init; }

    /// <summary>Domain.</summary>
    public string? Domain { get; init; }

    /// <summary>User that joins.</summary>
    public string? User { get; init; }

    /// <summary>Organizational unit.</summary>
    public string? Ou { get; init; }

    /// <summary>When it was made: UTC, without a zone.</summary>
    public string? CreatedAt { get; init; }
}
