using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Clients;

/// <summary>One service on the Local backend for a class of tests.</summary>
public sealed class LocalService : IAsyncLifetime
{
    /// <summary>The service.</summary>
    public ServiceProcess Service { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Requirements.ForClients();
        Service = await ServiceProcess.Start(ServiceSetting.Local);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Service.DisposeAsync();
}
