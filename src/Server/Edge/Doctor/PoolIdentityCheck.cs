using Abaca.Server.Pools;

namespace Abaca.Server.Doctor;

/// <summary>Whether a backend's pools are those that the database knows: by the very code that a start asks.</summary>
/// <param name="backend">The backend.</param>
/// <param name="settings">Its settings, as doctor may use them.</param>
sealed class PoolIdentityCheck(BackendOptions backend, BackendSettings settings) : ICheck
{
    /// <inheritdoc/>
    public string Name => $"{backend.Section}: pool identity";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(HealthCheckContext context, CancellationToken ct)
    {
        if (await context.Rows.Current(ct) is not { } db || await Deployment.Read(db, ct) is not { } deployment) return [];
        await using var driver = backend.Driver.Create(settings with { Deployment = deployment.Id });
        var problem = await new KnownPools(db, deployment, context.Clock).Problem($"{context.Options.Node.Host}@{backend.Section}", driver, ct);
        return problem is null
            ? []
            : [HealthFinding.Problem(backend.Section, problem, $"If what is there now is meant: abaca backend adopt {backend.Section}")];
    }
}
