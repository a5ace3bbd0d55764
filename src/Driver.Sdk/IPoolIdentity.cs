namespace Abaca.DriverSdk;

/// <summary>
/// Ability: say which pool it is that lies where a pool is configured, so that a disk that is not mounted, or another one in its place, is not
/// taken for a first start.
/// </summary>
public interface IPoolIdentity
{
    /// <summary>
    /// Looks at every pool, also before <see cref="IShareDriver.Start"/>, and changes nothing: nothing is made, mounted or written.
    /// </summary>
    Task<DriverResult<IReadOnlyList<PoolSight>>> LookAtPools(CancellationToken ct = default);

    /// <summary>Writes the deployment onto a pool that can carry one, and gives it an identity where it has none. After a start.</summary>
    /// <param name="name">Name of the pool.</param>
    /// <param name="deployment">Whose it is from now on.</param>
    /// <param name="ct">Gives up.</param>
    Task<DriverResult> MarkPool(string name, string deployment, CancellationToken ct = default);
}

/// <summary>What lies where a pool is configured.</summary>
/// <param name="Name">Name of the pool, the part after <c>#</c>.</param>
/// <param name="Where">For people: directory, file, dataset, file system.</param>
/// <param name="Identity">Equal for the same pool and different for any two, wherever they are mounted or imported; null: there is none, or none yet.</param>
public sealed record PoolSight(string Name, string Where, string? Identity)
{
    /// <summary>The deployment that the pool says it belongs to; null when it says nothing, as one that several deployments may use.</summary>
    public string? Deployment { get; init; }

    /// <summary>Ids of share instances that lie in it; null when they were not looked for.</summary>
    public IReadOnlySet<string>? Instances { get; init; }
}
