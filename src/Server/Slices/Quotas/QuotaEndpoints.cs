namespace Abaca.Server.Quotas;

/// <summary>The endpoints of quotas and limits.</summary>
static class QuotaEndpoints
{
    const string Set = "/quota-sets/{id}";
    const string Class = "/quota-class-sets/{id}";

    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly Endpoint Show = All.Get<ShowQuotas>("quotas.show", Set, "quota_set:show", u => u.Show);
    public static readonly Endpoint Defaults = All.Get<ShowQuotas>("quotas.defaults", $"{Set}/defaults", "quota_set:show", u => u.Defaults);
    public static readonly Endpoint Detail = All.Get<ShowQuotas>("quotas.detail", $"{Set}/detail", "quota_set:show", u => u.Detail);
    public static readonly Endpoint Update = All.Put<UpdateQuotas>("quotas.update", Set, "quota_set:update", u => u.Update);
    public static readonly Endpoint Delete = All.Delete<UpdateQuotas>("quotas.delete", Set, "quota_set:delete", u => u.Delete);
    public static readonly Endpoint ShowClass = All.Get<QuotaClasses>("quota_classes.show", Class, "quota_class_set:show", u => u.Show);
    public static readonly Endpoint UpdateClass = All.Put<QuotaClasses>("quota_classes.update", Class, "quota_class_set:update", u => u.Update);
    public static readonly Endpoint LimitsShow = All.Get<ShowQuotas>("limits.show", "/limits", null, u => u.Limits);
}
