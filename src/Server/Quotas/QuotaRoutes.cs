using Abaca.Server.Http;

namespace Abaca.Server.Quotas;

/// <summary>The operations of quotas and limits.</summary>
public sealed class QuotaRoutes(ShowQuotas show, UpdateQuotas update, QuotaClasses classes) : IRoutes
{
    /// <summary>Names that microversions refer to.</summary>
    public const string Show = "quotas.show";
    /// <summary>See <see cref="Show"/>.</summary>
    public const string Defaults = "quotas.defaults";
    /// <summary>See <see cref="Show"/>.</summary>
    public const string Detail = "quotas.detail";
    /// <summary>See <see cref="Show"/>.</summary>
    public const string Update = "quotas.update";
    /// <summary>See <see cref="Show"/>.</summary>
    public const string Delete = "quotas.delete";
    /// <summary>See <see cref="Show"/>.</summary>
    public const string ShowClass = "quota_classes.show";
    /// <summary>See <see cref="Show"/>.</summary>
    public const string UpdateClass = "quota_classes.update";

    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        const string Set = "/quota-sets/{id}";
        const string Class = "/quota-class-sets/{id}";
        routes.Get(Show, Set, "quota_set:show", show.Show);
        routes.Get(Defaults, $"{Set}/defaults", "quota_set:show", show.Defaults);
        routes.Get(Detail, $"{Set}/detail", "quota_set:show", show.Detail);
        routes.Put(Update, Set, "quota_set:update", update.Update);
        routes.Delete(Delete, Set, "quota_set:delete", update.Delete);
        routes.Get(ShowClass, Class, "quota_class_set:show", classes.Show);
        routes.Put(UpdateClass, Class, "quota_class_set:update", classes.Update);
        routes.Get("limits.show", "/limits", null, show.Limits);
    }
}
