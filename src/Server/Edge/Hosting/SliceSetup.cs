using Abaca.Server.Absent;
using Abaca.Server.AccessRules;
using Abaca.Server.Groups;
using Abaca.Server.Messages;
using Abaca.Server.OperationLog;
using Abaca.Server.Quotas;
using Abaca.Server.Reconcile;
using Abaca.Server.Replicas;
using Abaca.Server.Scheduling;
using Abaca.Server.Scheduling.Expressions;
using Abaca.Server.Services;
using Abaca.Server.ShareMigration;
using Abaca.Server.Shares;
using Abaca.Server.ShareTypes;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Hosting;

/// <summary>Registers every slice, for the service and for tests that run flows without an API.</summary>
public static class SliceSetup
{
    /// <summary>
    /// Adds the slices and the scheduler that they ask. Expects a database, its deployment, the engine of operations and the running backends.
    /// </summary>
    public static IServiceCollection AddSlices(this IServiceCollection services, ServiceOptions options) => services
        .AddNotifications(options)
        .AddScheduling(options)
        .AddShareTypes(SettingsOf.ShareTypes(options))
        .AddQuotas(SettingsOf.Quotas(options))
        .AddMessages(SettingsOf.Messages(options))
        .AddServices(SettingsOf.Services(options))
        .AddShares(SettingsOf.Shares(options))
        .AddSnapshots()
        .AddShareGroups(SettingsOf.ShareGroups(options))
        .AddShareMigration(SettingsOf.ShareMigration(options))
        .AddReplicas(SettingsOf.Replicas(options))
        .AddAccessRules()
        .AddAbsentResources()
        .AddOperationLog()
        .AddReconcile(SettingsOf.Reconcile(options));

    // With its configured filters and weighers.
    static IServiceCollection AddScheduling(this IServiceCollection services, ServiceOptions options)
    {
        var policies = new SchedulingPolicies(new ExpressionCache());
        return services.AddSingleton(policies).AddSingleton(new Scheduler(SettingsOf.Scheduler(options), policies)).AddSingleton<GroupScheduler>();
    }
}
