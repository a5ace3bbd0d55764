using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Horizon;

/// <summary>A service with two Dummy backends, between which shares are replicated, and Horizon in front of it.</summary>
public sealed class HorizonHost : IAsyncLifetime
{
    /// <summary>Its configuration: two pools in one zone and a backend in another.</summary>
    const string Configuration = """
        [DEFAULT]
        host = node
        enabled_share_backends = first,second
        default_share_type = plain
        migration_driver_continue_update_interval = 1
        replica_state_update_interval = 2
        [first]
        share_driver = abaca.dummy
        driver_handles_share_servers = False
        dummy_pools = left:100,right:100
        dummy_existing = old:3
        replication_domain = lab
        [second]
        share_driver = abaca.dummy
        driver_handles_share_servers = False
        replication_domain = lab
        backend_availability_zone = there
        """;

    /// <summary>The service.</summary>
    public ServiceProcess Service { get; private set; } = null!;

    /// <summary>Horizon.</summary>
    internal Dashboard Dashboard { get; private set; } = null!;

    /// <summary>A browser of the project demo's user.</summary>
    internal Browser Demo() => Browser.SignedIn(Dashboard, "demo", PasswordOf("demo"));

    /// <summary>A browser of the administrator.</summary>
    internal Browser Admin() => Browser.SignedIn(Dashboard, "admin", PasswordOf("admin"));

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Requirements.ForDashboard();
        Service = await ServiceProcess.Start(ServiceSetting.Given("first", Configuration));
        Assert.True(await Service.Says("node@second is serving", TimeSpan.FromSeconds(30)), Service.LogTail);
        Dashboard = await Dashboard.Start(Service);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Dashboard is not null) await Dashboard.DisposeAsync();
        if (Service is not null) await Service.DisposeAsync();
    }

    internal string PasswordOf(string user)
    {
        var lines = File.ReadAllLines(Path.Combine(Service.State, "clouds.yaml"));
        var at = Array.FindIndex(lines, line => line.Trim() == $"username: \"{user}\"");
        return lines[at + 1].Split('"')[1];
    }
}
