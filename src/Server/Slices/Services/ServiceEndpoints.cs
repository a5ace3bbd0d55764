namespace Abaca.Server.Services;

/// <summary>The endpoints of services, pools and availability zones, and the list of extensions that is always empty.</summary>
static class ServiceEndpoints
{
    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly Endpoint Index = All.Get<ManageServices>("services.list", "/services", "service:index", u => u.List);
    public static readonly Endpoint Update = All.Put<ManageServices>("services.update", "/services/{id}", "service:update", u => u.Update);
    public static readonly Endpoint Pools = All.Get<ListPools>("pools.list", "/scheduler-stats/pools", "scheduler_stats:pools:index", u => u.Index);
    public static readonly Endpoint PoolsDetail = All.Get<ListPools>("pools.detail", "/scheduler-stats/pools/detail", "scheduler_stats:pools:detail", u => u.Detail);
    public static readonly Endpoint Zones = All.Get<ListZones>("zones.list", "/availability-zones", "availability_zone:index", u => u.Handle);
    public static readonly Endpoint Extensions = All.Get<ListZones>("extensions.list", "/extensions", null, _ => _ => Task.FromResult(Reply.EmptyList("extensions")));
}
