namespace Abaca.Server.Networks;

/// <summary>Id of a share network: a 36-character uuid.</summary>
public readonly record struct ShareNetworkId(string Text) : IId
{
    /// <summary>A new one.</summary>
    public static ShareNetworkId New() => new(Guid.NewGuid().ToString());

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>Id of a subnet of a share network: a 36-character uuid.</summary>
public readonly record struct SubnetId(string Text) : IId
{
    /// <summary>A new one.</summary>
    public static SubnetId New() => new(Guid.NewGuid().ToString());

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>A project's network on which its share servers answer, as stored.</summary>
public sealed record ShareNetwork : IResource<ShareNetwork>
{
    /// <summary>Ready.</summary>
    public const string Active = "active";

    /// <summary>What an operator may set with reset_status.</summary>
    public static IReadOnlyCollection<string> Statuses { get; } = [Active, "error", "network_change"];

    /// <inheritdoc/>
    public static string Kind => "Share network";

    /// <inheritdoc/>
    public static string? SeenBy => "share_network:show";

    /// <inheritdoc/>
    public Owner? Owner => new(ProjectId, UserId);

    /// <summary>Id.</summary>
    public required ShareNetworkId Id { get; init; }

    /// <summary>Owner.</summary>
    public required string ProjectId { get; init; }

    /// <summary>Creator.</summary>
    public required string UserId { get; init; }

    /// <summary>Name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>Description, or null.</summary>
    public string? Description { get; init; }

    /// <summary>See <see cref="Statuses"/>.</summary>
    public string Status { get; init; } = Active;

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Last change.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Its subnets, oldest first; empty where they were not read.</summary>
    public IReadOnlyList<Subnet> Subnets { get; init; } = [];
}

/// <summary>A part of a share network: the one for a zone, or that for all zones without one of their own. As stored.</summary>
public sealed record Subnet : IResource<Subnet>
{
    /// <inheritdoc/>
    public static string Kind => "Share network subnet";

    /// <inheritdoc/>
    public static string? SeenBy => "share_network_subnet:show";

    /// <inheritdoc/>
    public Owner? Owner => new(ProjectId, UserId);

    /// <summary>Id.</summary>
    public required SubnetId Id { get; init; }

    /// <summary>The network.</summary>
    public required ShareNetworkId NetworkId { get; init; }

    /// <summary>Name of the network.</summary>
    public string? NetworkName { get; init; }

    /// <summary>Owner of the network.</summary>
    public required string ProjectId { get; init; }

    /// <summary>Creator of the network.</summary>
    public required string UserId { get; init; }

    /// <summary>Name of its zone; null: it is the default one.</summary>
    public string? Zone { get; init; }

    /// <summary>Neutron's network, or null.</summary>
    public string? NeutronNetId { get; init; }

    /// <summary>Neutron's subnet, or null.</summary>
    public string? NeutronSubnetId { get; init; }

    /// <summary>Metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Last change.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}
