namespace Abaca.Server.AccessRules;

/// <summary>The endpoints of access rules.</summary>
static class AccessRuleEndpoints
{
    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly Endpoint Allow = All.Action<AllowAccess>("shares.allow_access", "/shares/{id}/action", "allow_access", "share:allow_access", u => u.Handle);
    public static readonly Endpoint Deny = All.Action<DenyAccess>("shares.deny_access", "/shares/{id}/action", "deny_access", "share:deny_access", u => u.Handle);
    public static readonly Endpoint OfShare = All.Action<ListAccessRules>("shares.access_list", "/shares/{id}/action", "access_list", "share:access_get_all", u => u.OfShare, late: true);
    public static readonly Endpoint Index = All.Get<ListAccessRules>("access_rules.list", "/share-access-rules", "share_access_rule:index", u => u.List);
    public static readonly Endpoint Show = All.Get<ListAccessRules>("access_rules.show", "/share-access-rules/{id}", "share_access_rule:get", u => u.Show);
    public static readonly Endpoint Update = All.Put<UpdateAccessRule>("access_rules.update", "/share-access-rules/{id}", "share_access_rule:update", u => u.Handle);
    public static readonly Endpoint MergeMetadata = All.Put<Metadata<RuleOfShare>>("access_rule_metadata.merge", "/share-access-rules/{id}/metadata", "share_access_metadata:update", u => u.Merge);
    public static readonly Endpoint DeleteMetadata = All.Delete<Metadata<RuleOfShare>>("access_rule_metadata.delete_item", "/share-access-rules/{id}/metadata/{key}", "share_access_metadata:delete", u => u.DeleteItem);
}
