using System.Globalization;
using Abaca.Server.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Abaca.Server.Absent;

/// <summary>Serves the table of <see cref="AbsentResources"/>.</summary>
sealed class AbsentRoutes(ApiSettings settings) : IRoutes
{
    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        foreach (var operation in AbsentResources.All)
        {
            routes.Get(operation.Name, operation.Path, operation.Policy, call => Answer(operation, call), operation.Late);
        }
    }

    Task<Reply> Answer(AbsentOperation operation, Call call)
    {
        if (operation.List is not { } list) throw Missing(operation, call["id"]);
        if (operation.Paged) PageRequest.From(call.Query, settings.MaxLimit);
        return Task.FromResult(Reply.EmptyList(list));
    }

    static ApiRefusal Missing(AbsentOperation operation, string id) =>
        new(404, string.Format(CultureInfo.InvariantCulture, operation.Missing ?? "{0}", id));
}

/// <summary>Registers the slice.</summary>
static class AbsentModule
{
    /// <summary>Adds the slice.</summary>
    public static IServiceCollection AddAbsentResources(this IServiceCollection services) => services.AddSingleton<IRoutes, AbsentRoutes>();
}
