using Abaca.Server.Http;

namespace Abaca.Server.Services;

/// <summary>The operations of services, pools and availability zones, and the list of extensions that is always empty.</summary>
public sealed class ServiceRoutes(ManageServices services, ListPools pools, ListZones zones) : IRoutes
{
    /// <summary>Names that microversions refer to.</summary>
    public const string Index = "services.list";
    /// <summary>See <see cref="Index"/>.</summary>
    public const string Update = "services.update";
    /// <summary>See <see cref="Index"/>.</summary>
    public const string Zones = "zones.list";

    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        routes.Get(Index, "/services", "service:index", services.List);
        routes.Put(Update, "/services/{id}", "service:update", services.Update);
        routes.Get("pools.list", "/scheduler-stats/pools", "scheduler_stats:pools:index", pools.Index);
        routes.Get("pools.detail", "/scheduler-stats/pools/detail", "scheduler_stats:pools:detail", pools.Detail);
        routes.Get(Zones, "/availability-zones", "availability_zone:index", zones.Handle);
        routes.Get("extensions.list", "/extensions", null, _ => Task.FromResult(Reply.EmptyList("extensions")));
    }
}
