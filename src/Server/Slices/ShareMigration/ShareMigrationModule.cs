using Abaca.Server.Messages;
using Abaca.Server.Shares;

namespace Abaca.Server.ShareMigration;

/// <summary>Registers the slice that moves shares between pools.</summary>
public static class ShareMigrationModule
{
    /// <summary>Adds the slice.</summary>
    public static IServiceCollection AddShareMigration(this IServiceCollection services, MigrationSettings settings) => services
        .AddSingleton(settings)
        .AddSingleton<MigrationRows>()
        .AddSingleton<MigrationLedger>()
        .AddSingleton<MigrationArrival>()
        .AddSingleton<MigrationDrivers>()
        .AddSingleton(p => new MigrationFollowUps(
            p.GetRequiredService<OperationQueue>(), p.GetRequiredService<MigrationRows>(), p.GetRequiredService<MessageStore>(), settings, OperationsSetup.WorkTime(p)))
        .AddSingleton<IShareDependent, MigrationsOfShare>()
        .AddSingleton<IOtherInstance, RemoveInstance>()
        .AddFlow<StartMigrationState, StartMigrationFlow>()
        .AddFlow<WatchMigrationState, WatchMigrationFlow>()
        .AddFlow<CompleteMigrationState, CompleteMigrationFlow>()
        .AddFlow<CancelMigrationState, CancelMigrationFlow>()
        .AddFlow<RemoveInstanceState, RemoveInstanceFlow>()
        .AddEndpoints(ShareMigrationEndpoints.All);
}
