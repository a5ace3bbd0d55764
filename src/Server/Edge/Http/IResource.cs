namespace Abaca.Server.Http;

/// <summary>A resource that requests name by its id; <see cref="Visible{T}"/> finds it for them.</summary>
public interface IResource<TSelf> where TSelf : class, IResource<TSelf>
{
    /// <summary>What refusals call it.</summary>
    static abstract string Kind { get; }

    /// <summary>The rule that lets a caller see one; null: that of the endpoint which is called.</summary>
    static virtual string? SeenBy => null;

    /// <summary>Rules of the endpoints that ask no more than <see cref="SeenBy"/>.</summary>
    static virtual IReadOnlyCollection<string> Open => [];

    /// <summary>Whose it is; null: it is no project's, and whoever finds it may see it.</summary>
    Owner? Owner { get; }

    /// <summary>Everybody may see it.</summary>
    bool IsPublic => false;

    /// <summary>Refuses when it is in no state to be changed.</summary>
    /// <exception cref="ApiRefusal">403.</exception>
    void MustBeChangeable()
    {
    }
}

/// <summary>Whose a resource is.</summary>
/// <param name="ProjectId">Project.</param>
/// <param name="UserId">Who made it, where that is kept.</param>
public readonly record struct Owner(string ProjectId, string? UserId = null);

/// <summary>Where resources of a kind are found. Only <see cref="Visible{T}"/> asks, so that nobody gets one without being asked who he is.</summary>
public interface ISource<T> where T : class
{
    /// <summary>One by id, or null.</summary>
    /// <param name="caller">Who asks, for what is found by its grants.</param>
    /// <param name="id">As it stood in the request.</param>
    /// <param name="ct">Cancellation.</param>
    ValueTask<T?> Find(Caller caller, string id, CancellationToken ct);
}
