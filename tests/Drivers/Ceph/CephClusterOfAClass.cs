using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>A cluster with one more pool, <c>objects</c>, that the tests of a class share.</summary>
public sealed class CephClusterOfAClass : IAsyncLifetime
{
    /// <summary>The cluster.</summary>
    public CephCluster Cluster { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Cluster = await CephCluster.Start(new CephClusterOptions { Pools = ["objects"] });

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
