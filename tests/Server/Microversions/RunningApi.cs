using Xunit;

namespace Abaca.Tests.Server.Microversions;

/// <summary>One service for the tests of a class, with a share type and a share.</summary>
public sealed class RunningApi : IAsyncLifetime
{
    /// <summary>The service.</summary>
    public ApiHost Host { get; private set; } = null!;

    /// <summary>An available share of the member's project.</summary>
    public string Share { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Host = await ApiHost.Start("auth_strategy = embedded");
        await Host.MakeType();
        Share = await Host.MakeShare();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
