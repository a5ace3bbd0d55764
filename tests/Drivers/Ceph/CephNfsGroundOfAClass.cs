using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>One fixture for a class: <see cref="CephNfsGround"/>.</summary>
public sealed class CephNfsGroundOfAClass : IAsyncLifetime
{
    internal CephNfsGround Ground { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Ground = await CephNfsGround.Make(CancellationToken.None);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Ground.DisposeAsync();
}
