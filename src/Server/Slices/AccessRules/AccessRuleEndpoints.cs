namespace Abaca.Server.AccessRules;

/// <summary>The endpoints of access rules.</summary>
static class AccessRuleEndpoints
{
    static readonly EndpointTable Table = new();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Endpoint> All => Table.All;

    public static readonly Endpoint Allow = Table.Action<AllowAccess>("shares.allow_access", "/shares/{id}/action", "allow_access", "share:allow_access", u => u.Handle);
    public static readonly Endpoint Deny = Table.Action<DenyAccess>("shares.deny_access", "/shares/{id}/action", "deny_access", "share:deny_access", u => u.Handle);
    public static readonly Endpoint OfShare = Table.Action<ListAccessRules>("shares.access_list", "/shares/{id}/action", "access_list", "share:access_get_all", u => u.OfShare, late: true);
    public static readonly Endpoint Index = Table.Get<ListAccessRules>("access_rules.list", "/share-access-rules", "share_access_rule:index", u => u.List);
    public static readonly Endpoint Show = Table.Get<ListAccessRules>("access_rules.show", "/share-access-rules/{id}", "share_access_rule:get", u => u.Show);
    public static readonly Endpoint Update = Table.Put<UpdateAccessRule>("access_rules.update", "/share-access-rules/{id}", "share_access_rule:update", u => u.Handle);
    public static readonly Endpoint MergeMetadata = Table.Put<Metadata<RuleOfShare>>("access_rule_metadata.merge", "/share-access-rules/{id}/metadata", "share_access_metadata:update", u => u.Merge);
    public static readonly Endpoint DeleteMetadata = Table.Delete<Metadata<RuleOfShare>>("access_rule_metadata.delete_item", "/share-access-rules/{id}/metadata/{key}", "share_access_metadata:delete", u => u.DeleteItem);
}
