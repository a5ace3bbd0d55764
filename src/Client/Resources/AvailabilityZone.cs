namespace Abaca.Client;

/// <summary>An availability zone.</summary>
public sealed record AvailabilityZone : Resource
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>When it was first seen.</summary>
    public string? CreatedAt { get; init; }
}
