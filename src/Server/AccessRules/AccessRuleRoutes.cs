using Abaca.Server.Http;

namespace Abaca.Server.AccessRules;

/// <summary>The operations of access rules.</summary>
public sealed class AccessRuleRoutes(
    AllowAccess allow, DenyAccess deny, ListAccessRules list, UpdateAccessRule update, AccessRuleMetadata metadata) : IRoutes
{
    /// <summary>Names that microversions refer to.</summary>
    public const string Allow = "shares.allow_access";
    /// <summary>See <see cref="Allow"/>.</summary>
    public const string Deny = "shares.deny_access";
    /// <summary>See <see cref="Allow"/>.</summary>
    public const string OfShare = "shares.access_list";
    /// <summary>See <see cref="Allow"/>.</summary>
    public const string Index = "access_rules.list";
    /// <summary>See <see cref="Allow"/>.</summary>
    public const string Show = "access_rules.show";
    /// <summary>See <see cref="Allow"/>.</summary>
    public const string Update = "access_rules.update";
    /// <summary>See <see cref="Allow"/>.</summary>
    public const string MergeMetadata = "access_rule_metadata.merge";
    /// <summary>See <see cref="Allow"/>.</summary>
    public const string DeleteMetadata = "access_rule_metadata.delete_item";

    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        routes.Action(Allow, "/shares/{id}/action", "allow_access", "share:allow_access", allow.Handle);
        routes.Action(Deny, "/shares/{id}/action", "deny_access", "share:deny_access", deny.Handle);
        routes.Action(OfShare, "/shares/{id}/action", "access_list", "share:access_get_all", list.OfShare, late: true);
        routes.Get(Index, "/share-access-rules", "share_access_rule:index", list.List);
        routes.Get(Show, "/share-access-rules/{id}", "share_access_rule:get", list.Show);
        routes.Put(Update, "/share-access-rules/{id}", "share_access_rule:update", update.Handle);
        routes.Put(MergeMetadata, "/share-access-rules/{id}/metadata", "share_access_metadata:update", metadata.Merge);
        routes.Delete(DeleteMetadata, "/share-access-rules/{id}/metadata/{key}", "share_access_metadata:delete", metadata.DeleteItem);
    }
}
