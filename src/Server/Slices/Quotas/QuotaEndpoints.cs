namespace Abaca.Server.Quotas;

/// <summary>The endpoints of quotas and limits.</summary>
static class QuotaEndpoints
{
    const string Set = "/quota-sets/{id}";
    const string Class = "/quota-class-sets/{id}";
    static readonly EndpointTable Table = new();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Endpoint> All => Table.All;

    public static readonly Endpoint Show = Table.Get<ShowQuotas>("quotas.show", Set, "quota_set:show", u => u.Show);
    public static readonly Endpoint Defaults = Table.Get<ShowQuotas>("quotas.defaults", $"{Set}/defaults", "quota_set:show", u => u.Defaults);
    public static readonly Endpoint Detail = Table.Get<ShowQuotas>("quotas.detail", $"{Set}/detail", "quota_set:show", u => u.Detail);
    public static readonly Endpoint Update = Table.Put<UpdateQuotas>("quotas.update", Set, "quota_set:update", u => u.Update);
    public static readonly Endpoint Delete = Table.Delete<UpdateQuotas>("quotas.delete", Set, "quota_set:delete", u => u.Delete);
    public static readonly Endpoint ShowClass = Table.Get<QuotaClasses>("quota_classes.show", Class, "quota_class_set:show", u => u.Show);
    public static readonly Endpoint UpdateClass = Table.Put<QuotaClasses>("quota_classes.update", Class, "quota_class_set:update", u => u.Update);
    public static readonly Endpoint LimitsShow = Table.Get<ShowQuotas>("limits.show", "/limits", null, u => u.Limits);
}
