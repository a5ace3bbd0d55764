namespace Abaca.Server.Reconcile;

/// <summary>Registers what compares storage and database; a resource of Abaca's own, beside Manila's API.</summary>
public static class ReconcileModule
{
    /// <summary>Adds the slice.</summary>
    public static IServiceCollection AddReconcile(this IServiceCollection services, ReconcileSettings settings) => services
        .AddSingleton(settings)
        .AddSingleton<StockStore>()
        .AddSingleton<StockQuestions>()
        .AddSingleton<Stocktaking>()
        .AddSingleton<Removals>()
        .AddSingleton<OrphanDrivers>()
        .AddSingleton<Adoptions>()
        .AddSingleton<Repairs>()
        .AddSingleton<Acceptance>()
        .AddSingleton<SettledRows>()
        .AddSingleton<ProjectQuestion>()
        .AddFlow<RemoveObjectState, RemoveObjectFlow>()
        .AddFlow<ExportShareState, ExportShareFlow>()
        .AddFlow<AdoptShareState, AdoptShareFlow>()
        .AddFlow<AdoptSnapshotState, AdoptSnapshotFlow>()
        .AddEndpoints(ReconcileEndpoints.All);
}

/// <summary>The endpoints. Whoever may look at services may look at what they hold, whoever may change services may settle what differs.</summary>
static class ReconcileEndpoints
{
    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly Endpoint List = All.Get<ListDifferences>("reconcile.list", "/reconcile", "service:index", u => u.Handle);
    public static readonly Endpoint Act = All.Post<SettleDifferences>("reconcile.act", "/reconcile", "service:update", u => u.Handle);
}
