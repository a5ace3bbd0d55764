using Abaca.Server.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Abaca.Server.OperationLog;

/// <summary>Registers the operators' window on operations; a resource of Abaca's own, beside Manila's API.</summary>
public static class OperationLogModule
{
    /// <summary>Adds the slice.</summary>
    public static IServiceCollection AddOperationLog(this IServiceCollection services) => services
        .AddSingleton<OperationLog>()
        .AddSingleton<IRoutes, OperationLogRoutes>();
}

/// <summary>The operations on operations. Whoever may look at services may look at work, whoever may change services may steer it.</summary>
public sealed class OperationLogRoutes(OperationLog log) : IRoutes
{
    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        routes.Get("operations.list", "/operations", "service:index", log.List);
        routes.Get("operations.show", "/operations/{id}", "service:index", log.Show);
        routes.Action("operations.retry", "/operations/{id}/action", "retry", "service:update", log.Retry);
        routes.Action("operations.abandon", "/operations/{id}/action", "abandon", "service:update", log.Abandon);
    }
}
