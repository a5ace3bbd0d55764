namespace Abaca.Server.Identity.Policy;

/// <summary>One rule as Manila ships it.</summary>
/// <param name="Name">Such as <c>share:create</c>.</param>
/// <param name="Expression">Who may, in the rule language.</param>
/// <param name="Former">What also allowed it before the role <c>reader</c> existed; null for base rules.</param>
/// <param name="Scopes">Tokens the rule is for; <see cref="ScopeType.None"/> for base rules, which are never asked directly.</param>
public sealed record DefaultRule(string Name, string Expression, string? Former, ScopeType Scopes);

/// <summary>The rules Manila ships. When adding one: a line here; the golden table of the tests then wants a blessing.</summary>
static class DefaultRules
{
    /// <summary>Decides names that no rule has.</summary>
    public const string Fallback = "default";

    /// <summary>Decides who is an administrator.</summary>
    public const string Administrator = "context_is_admin";

    /// <summary>Rules that others refer to.</summary>
    static readonly (string Name, string Expression)[] Base =
    [
        (Administrator, "role:admin"),
        ("context_is_host_admin", "role:admin and project_id:%(project_id)s"),
        ("project-admin", "role:admin and project_id:%(project_id)s"),
        ("project-member", "role:member and project_id:%(project_id)s"),
        ("project-reader", "role:reader and project_id:%(project_id)s"),
        ("owner-user", "user_id:%(user_id)s and project_id:%(project_id)s"),
        ("service_api", "role:service"),
        ("admin_or_service_api", "role:admin or role:service"),
        ("admin_api", "is_admin:True"),
        ("admin_or_owner", "is_admin:True or project_id:%(project_id)s"),
        (Fallback, "rule:admin_or_owner"),
    ];

    /// <summary>
    /// Area, who may, and names within the area. A: administrator; M, R: member or reader of the project; S: a service;
    /// U: the user who made it.
    /// </summary>
    static readonly (string Area, string Who, string Names)[] Api =
    [
        ("availability_zone", "A|R", "index"),
        ("scheduler_stats:pools", "A", "index detail"),
        ("share", "A|M",
            "create update delete soft_delete restore extend shrink revert_to_snapshot allow_access deny_access "
            + "update_share_metadata delete_share_metadata create_snapshot delete_snapshot snapshot_update"),
        ("share", "A",
            "create_public_share set_public_share force_delete manage unmanage list_by_host "
            + "list_by_share_server_id force_extend extend_beyond_max_share_size_spec migration_start "
            + "migration_complete migration_cancel migration_get_progress reset_task_state reset_status "
            + "list_shares_in_deferred_deletion_states list_all_projects update_admin_only_metadata"),
        ("share", "A|R", "get get_all access_get access_get_all get_share_metadata"),
        ("share_instance_export_location", "A", "index show"),
        ("share_type", "A", "create update delete list_project_access add_project_access remove_project_access"),
        ("share_type", "A|R", "show index default"),
        ("share_types_extra_spec", "A", "create show index update delete"),
        ("share_snapshot", "A|R", "get_snapshot get_all_snapshots access_list get_metadata"),
        ("share_snapshot", "A",
            "list_all_projects force_delete manage_snapshot unmanage_snapshot reset_status "
            + "list_snapshots_in_deferred_deletion_states"),
        ("share_snapshot", "A|M", "allow_access deny_access update_metadata delete_metadata"),
        ("share_snapshot_export_location", "A|R", "index show"),
        ("share_snapshot_instance", "A", "show index detail reset_status"),
        ("share_snapshot_instance_export_location", "A", "index show"),
        ("share_server", "A",
            "index show details delete manage_share_server unmanage_share_server reset_status "
            + "share_server_migration_start share_server_migration_check share_server_migration_complete "
            + "share_server_migration_cancel share_server_migration_get_progress share_server_reset_task_state"),
        ("service", "A", "index update ensure_shares"),
        ("quota_set", "A", "update delete"),
        ("quota_set", "A|R", "show"),
        ("quota_class_set", "A", "update"),
        ("quota_class_set", "A|R", "show"),
        ("resource_lock", "A|S|R", "get get_all"),
        ("resource_lock", "A|S", "get_all_projects"),
        ("resource_lock", "A|S|M", "create"),
        ("resource_lock", "A|S|U", "update delete bypass_locked_show_action"),
        ("share_group_types_spec", "A", "create index show update delete"),
        ("share_group_type", "A", "create delete list_project_access add_project_access remove_project_access"),
        ("share_group_type", "A|R", "index show default"),
        ("share_group_snapshot", "A|M", "create update delete"),
        ("share_group_snapshot", "A|R", "get get_all"),
        ("share_group_snapshot", "A", "force_delete reset_status"),
        ("share_group", "A|M", "create update delete"),
        ("share_group", "A|R", "get get_all"),
        ("share_group", "A", "force_delete reset_status"),
        ("share_replica", "A|M", "create delete promote update_metadata delete_metadata get_metadata"),
        ("share_replica", "A|R", "get_all show"),
        ("share_replica", "A", "force_delete resync reset_replica_state reset_status"),
        ("share_replica_export_location", "A|R", "index show"),
        ("share_network", "A|M",
            "create update delete add_security_service add_security_service_check remove_security_service "
            + "update_security_service update_security_service_check subnet_create_check"),
        ("share_network", "A|R", "show index detail"),
        ("share_network", "A", "reset_status get_all_share_networks show_network_details"),
        ("share_network_subnet", "A|M", "create delete update_metadata delete_metadata"),
        ("share_network_subnet", "A|R", "show index get_metadata"),
        ("security_service", "A|M", "create update delete"),
        ("security_service", "A|R", "show detail index"),
        ("security_service", "A", "get_all_security_services"),
        ("share_export_location", "A|R", "index show get_metadata"),
        ("share_export_location", "A|M", "update_metadata delete_metadata"),
        ("share_export_location", "A", "update_admin_only_metadata"),
        ("share_instance", "A", "index show force_delete reset_status"),
        ("message", "A|R", "get get_all"),
        ("message", "A|M", "delete"),
        ("share_access_rule", "A|R", "get index"),
        ("share_access_rule", "A|M", "update"),
        ("share_access_metadata", "A|M", "update delete"),
        ("share_transfer", "A|R", "get_all get"),
        ("share_transfer", "A", "get_all_tenant"),
        ("share_transfer", "A|M", "create accept delete"),
        ("share_backup", "A|M", "create restore update delete"),
        ("share_backup", "A|R", "get get_all"),
        ("share_backup", "A", "get_all_project reset_status"),
        ("qos_type", "A", "create update delete"),
        ("qos_type", "A|R", "show index"),
        ("qos_type_specs", "A", "create index show update delete"),
    ];

    /// <summary>Every rule, base rules first.</summary>
    public static IReadOnlyList<DefaultRule> All { get; } =
    [
        .. Base.Select(rule => new DefaultRule(rule.Name, rule.Expression, null, ScopeType.None)),
        .. Api.SelectMany(row => row.Names.Split(' ').Select(name => new DefaultRule(
            $"{row.Area}:{name}", Expression(row.Who), row.Who == "A" ? "rule:admin_api" : "rule:admin_or_owner", ScopeType.Project))),
    ];

    static string Expression(string who) => string.Join(" or ", who.Split('|').Select(one => one switch
    {
        "A" => "rule:" + Administrator,
        "M" => "rule:project-member",
        "R" => "rule:project-reader",
        "S" => "rule:service_api",
        "U" => "rule:owner-user",
        _ => throw new InvalidOperationException($"Code {one} is not known."),
    }));
}
