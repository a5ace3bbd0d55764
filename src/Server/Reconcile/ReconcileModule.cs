using Abaca.Server.Http;
using Abaca.Server.Operations;
using Microsoft.Extensions.DependencyInjection;

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
        .AddSingleton<ListDifferences>()
        .AddSingleton<Removals>()
        .AddSingleton<OrphanDrivers>()
        .AddSingleton<Adoptions>()
        .AddSingleton<Repairs>()
        .AddSingleton<ProjectQuestion>()
        .AddSingleton<SettleDifferences>()
        .AddFlow<RemoveObjectState, RemoveObjectFlow>()
        .AddFlow<ExportShareState, ExportShareFlow>()
        .AddFlow<AdoptShareState, AdoptShareFlow>()
        .AddFlow<AdoptSnapshotState, AdoptSnapshotFlow>()
        .AddSingleton<IRoutes, ReconcileRoutes>();
}

/// <summary>The operations. Whoever may look at services may look at what they hold, whoever may change services may settle what differs.</summary>
public sealed class ReconcileRoutes(ListDifferences listing, SettleDifferences settling) : IRoutes
{
    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        routes.Get("reconcile.list", "/reconcile", "service:index", listing.Handle);
        routes.Post("reconcile.act", "/reconcile", "service:update", settling.Handle);
    }
}
