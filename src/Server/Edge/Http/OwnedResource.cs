namespace Abaca.Server.Http;

/// <summary>What the resources that a member of a project makes have in common, as stored.</summary>
public abstract record OwnedResource
{
    /// <summary>Whose it is.</summary>
    public Owner? Owner => new(ProjectId, UserId);

    /// <summary>Owner.</summary>
    public required string ProjectId { get; init; }

    /// <summary>Creator.</summary>
    public required string UserId { get; init; }

    /// <summary>Name; several of a kind may have the same.</summary>
    public string? Name { get; init; }

    /// <summary>Description.</summary>
    public string? Description { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Last change.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}
