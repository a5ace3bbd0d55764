using Xunit;

namespace Abaca.Tests.Server.WireTraps;

/// <summary>One service with a share type called plain, for a class of tests.</summary>
public sealed class OneHost : IAsyncLifetime
{
    /// <summary>The service.</summary>
    public ApiHost Host { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Host = await ApiHost.Start("quota_shares = 500");
        await Host.MakeType();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
