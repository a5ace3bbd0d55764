using Abaca.Server.Shares;

namespace Abaca.Server.Replicas;

/// <summary>Registers the slice of share replicas.</summary>
public static class ReplicasModule
{
    /// <summary>Adds the slice.</summary>
    public static IServiceCollection AddReplicas(this IServiceCollection services, ReplicaSettings settings) => services
        .AddSingleton(settings)
        .AddVisible<ShareReplica>(p => new StoredReplicas(p.GetRequiredService<Db>()))
        .AddSingleton<ReplicaOrigin>()
        .AddSingleton<ReplicaPlacement>()
        .AddSingleton<ReplicaSets>()
        .AddSingleton<ReplicaDrivers>()
        .AddSingleton<ReplicaReports>()
        .AddSingleton<ReplicaArrival>()
        .AddSingleton<NewReplica>()
        .AddSingleton<ReplicaRemoval>()
        .AddSingleton<ActiveReplicaSwitch>()
        .AddSingleton<IUnattended, UnattendedReplica>()
        .AddSingleton<LeftoverSnapshots>()
        .AddFlow<CreateReplicaState, CreateReplicaFlow>()
        .AddFlow<DeleteReplicaState, DeleteReplicaFlow>()
        .AddFlow<PromoteReplicaState, PromoteReplicaFlow>()
        .AddReconciler<ReplicaReconciler>()
        .AddSingleton<IOtherInstance, ReplicaInstances>()
        .AddEndpoints(ReplicaEndpoints.All)
        .AddEndpoints(ReplicaExportEndpoints.All)
        .AddParts<ReplicaParts>()
        .AddEndpoints(ReplicaMetadataEndpoints.All);
}
