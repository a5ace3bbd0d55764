namespace Abaca.Server.Services;

/// <summary>The endpoints of services, pools and availability zones, and the list of extensions that is always empty.</summary>
static class ServiceEndpoints
{
    static readonly EndpointTable Table = new();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Endpoint> All => Table.All;

    public static readonly Endpoint Index = Table.Get<ManageServices>("services.list", "/services", "service:index", u => u.List);
    public static readonly Endpoint Update = Table.Put<ManageServices>("services.update", "/services/{id}", "service:update", u => u.Update);
    public static readonly Endpoint Pools = Table.Get<ListPools>("pools.list", "/scheduler-stats/pools", "scheduler_stats:pools:index", u => u.Index);
    public static readonly Endpoint PoolsDetail = Table.Get<ListPools>("pools.detail", "/scheduler-stats/pools/detail", "scheduler_stats:pools:detail", u => u.Detail);
    public static readonly Endpoint Zones = Table.Get<ListZones>("zones.list", "/availability-zones", "availability_zone:index", u => u.Handle);
    public static readonly Endpoint Extensions = Table.Get<ListZones>("extensions.list", "/extensions", null, _ => _ => Task.FromResult(Reply.EmptyList("extensions")));
}
