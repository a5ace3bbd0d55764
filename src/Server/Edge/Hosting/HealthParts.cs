using Abaca.Server.Data.Migrations;
using Abaca.Server.Identity;
using Abaca.Server.Services;

namespace Abaca.Server.Hosting;

/// <summary>What a node needs to answer, then what stands behind it.</summary>
static class HealthParts
{
    /// <summary>Adds all of them, in the order in which they are looked at.</summary>
    public static IServiceCollection AddHealth(this IServiceCollection services) => services
        .AddSingleton<IHealthPart, DatabaseHealth>()
        .AddSingleton<IHealthPart, IdentityHealth>()
        .AddSingleton<IHealthPart, SchemaHealth>()
        .AddSingleton<IHealthPart, ServicesHealth>()
        .AddSingleton<IHealthPart, LeasesHealth>()
        .AddSingleton<HealthDoor>();
}

/// <summary>A node that cannot read its database answers nobody.</summary>
sealed class DatabaseHealth(Db db) : IHealthPart
{
    /// <inheritdoc/>
    public string Name => "database";

    /// <inheritdoc/>
    public string Reason => "DATABASE UNREACHABLE";

    /// <inheritdoc/>
    public bool IsOfNode => true;

    /// <inheritdoc/>
    public async ValueTask<string?> Trouble(CancellationToken ct)
    {
        await db.Number($"SELECT COUNT(*) FROM services", ct);
        return null;
    }
}

/// <summary>Nor does one that can check no token.</summary>
sealed class IdentityHealth(IAuthentication authentication) : IHealthPart
{
    /// <inheritdoc/>
    public string Name => "identity";

    /// <inheritdoc/>
    public string Reason => "IDENTITY SERVICE REFUSES THE SERVICE'S OWN USER";

    /// <inheritdoc/>
    public bool IsOfNode => true;

    /// <inheritdoc/>
    public ValueTask<string?> Trouble(CancellationToken ct) => authentication.Trouble(ct);
}

/// <summary>The tables are those of this program.</summary>
sealed class SchemaHealth(Db db, TimeProvider clock) : IHealthPart
{
    /// <inheritdoc/>
    public string Name => "migrations";

    /// <inheritdoc/>
    public string Reason => "DATABASE IS OF ANOTHER VERSION";

    /// <inheritdoc/>
    public bool IsOfNode => false;

    /// <inheritdoc/>
    public async ValueTask<string?> Trouble(CancellationToken ct) => await new Migrator(db, clock).Status(ct) switch
    {
        { Current: true } => null,
        { Problem: { } problem } => problem,
        var status => string.Create(CultureInfo.InvariantCulture, $"{status.Pending.Count} migrations are pending, {status.Pending[0]} first."),
    };
}

/// <summary>Somebody chooses pools, and some backend takes work.</summary>
sealed class ServicesHealth(ServiceStore services) : IHealthPart
{
    /// <inheritdoc/>
    public string Name => "services";

    /// <inheritdoc/>
    public string Reason => "NO SCHEDULER OR NO BACKEND IS UP";

    /// <inheritdoc/>
    public bool IsOfNode => false;

    /// <inheritdoc/>
    public async ValueTask<string?> Trouble(CancellationToken ct)
    {
        var all = await services.All(ct);
        var missing = ((string[])[ServiceBinary.Scheduler, ServiceBinary.Share]).Where(binary => !all.Exists(one => one.Binary == binary && services.IsUp(one))).ToList();
        if (missing.Count == 0) return null;
        return string.Join("; ", missing.Select(binary => $"no {binary} is up{string.Concat(all.Where(one => one.Binary == binary).Select(Why))}"));
    }

    static string Why(Service service) => $", {service.Host}: {(service.Stopped ? "stopped" : service.Trouble ?? string.Create(CultureInfo.InvariantCulture, $"silent since {service.ReportedAt:u}"))}";
}

/// <summary>No host's backends wait for a manager that is gone.</summary>
sealed class LeasesHealth(Db db, ServiceStore services, ManagerLease lease) : IHealthPart
{
    /// <inheritdoc/>
    public string Name => "leases";

    /// <inheritdoc/>
    public string Reason => "A MANAGER HAS GONE";

    /// <inheritdoc/>
    public bool IsOfNode => false;

    /// <inheritdoc/>
    public async ValueTask<string?> Trouble(CancellationToken ct)
    {
        var lost = await db.Texts($"SELECT host FROM manager_leases WHERE owner IS NOT NULL AND until < {lease.Now}", ct);
        if (lost.Count == 0) return null;
        // A host without a service is one that was removed.
        var hosts = (await services.All(ct)).Where(one => one.Binary == ServiceBinary.Share && !one.Stopped).Select(one => one.Host.Split('@')[0]).ToHashSet(StringComparer.Ordinal);
        lost.RemoveAll(host => !hosts.Contains(host));
        return lost.Count == 0 ? null : $"no manager works for {string.Join(", ", lost)}";
    }
}
