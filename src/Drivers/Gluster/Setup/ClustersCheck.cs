using Abaca.DriverSdk;

namespace Abaca.Drivers.Gluster.Setup;

/// <summary>Whether clusters answer, and volumes and certificates are as they have to be.</summary>
sealed class ClustersCheck(BackendSettings settings, GlusterOptions options) : IBackendCheck
{
    /// <inheritdoc/>
    public string Name => "clusters";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default)
    {
        var clusters = options.Servers.Select(server => new GlusterCluster(server, options.TargetOf(server), settings)).ToList();
        try
        {
            return await new Inspection(settings, options, clusters).Run(ct);
        }
        finally
        {
            foreach (var cluster in clusters) await cluster.DisposeAsync();
        }
    }
}
