namespace Abaca.Drivers.Dummy;

/// <summary>The driver's calls, as delays and failures name them.</summary>
public enum DummyMethod
{
    /// <summary>Start, in configuration <c>start</c> or Manila's <c>do_setup</c>.</summary>
    Start,
    /// <summary>Report; <c>report</c>, <c>update_share_stats</c>.</summary>
    Report,
    /// <summary>Create; <c>create</c>, <c>create_share</c>.</summary>
    Create,
    /// <summary>Delete; <c>delete</c>, <c>delete_share</c>.</summary>
    Delete,
    /// <summary>SetAccess; <c>set_access</c>, <c>update_access</c>.</summary>
    SetAccess,
    /// <summary>ReadAccess; <c>read_access</c>.</summary>
    ReadAccess,
    /// <summary>Ensure; <c>ensure</c>, <c>ensure_share</c>, <c>ensure_shares</c>.</summary>
    Ensure,
    /// <summary>Extend; <c>extend</c>, <c>extend_share</c>.</summary>
    Extend,
    /// <summary>Shrink; <c>shrink</c>, <c>shrink_share</c>.</summary>
    Shrink,
    /// <summary>CreateSnapshot; <c>create_snapshot</c>.</summary>
    CreateSnapshot,
    /// <summary>DeleteSnapshot; <c>delete_snapshot</c>.</summary>
    DeleteSnapshot,
    /// <summary>CreateFromSnapshot; <c>create_from_snapshot</c>, <c>create_share_from_snapshot</c>.</summary>
    CreateFromSnapshot,
    /// <summary>Progress; <c>progress</c>, <c>get_share_status</c>.</summary>
    Progress,
    /// <summary>Revert; <c>revert</c>, <c>revert_to_snapshot</c>.</summary>
    Revert,
    /// <summary>Manage; <c>manage</c>, <c>manage_existing</c>.</summary>
    Manage,
    /// <summary>Unmanage; <c>unmanage</c>.</summary>
    Unmanage,
    /// <summary>ManageSnapshot; <c>manage_snapshot</c>, <c>manage_existing_snapshot</c>.</summary>
    ManageSnapshot,
    /// <summary>UnmanageSnapshot; <c>unmanage_snapshot</c>.</summary>
    UnmanageSnapshot,
    /// <summary>List; <c>list</c>.</summary>
    List,
    /// <summary>Look; <c>look</c>.</summary>
    Look,
    /// <summary>Find; <c>find</c>.</summary>
    Find,
    /// <summary>FindSnapshot; <c>find_snapshot</c>.</summary>
    FindSnapshot,
    /// <summary>CheckMigration; <c>check_migration</c>, <c>migration_check_compatibility</c>.</summary>
    CheckMigration,
    /// <summary>StartMigration; <c>start_migration</c>, <c>migration_start</c>.</summary>
    StartMigration,
    /// <summary>ContinueMigration; <c>continue_migration</c>, <c>migration_continue</c>.</summary>
    ContinueMigration,
    /// <summary>CompleteMigration; <c>complete_migration</c>, <c>migration_complete</c>.</summary>
    CompleteMigration,
    /// <summary>CancelMigration; <c>cancel_migration</c>, <c>migration_cancel</c>.</summary>
    CancelMigration,
    /// <summary>CreateGroup; <c>create_group</c>, <c>create_share_group</c>.</summary>
    CreateGroup,
    /// <summary>DeleteGroup; <c>delete_group</c>, <c>delete_share_group</c>.</summary>
    DeleteGroup,
    /// <summary>CreateGroupSnapshot; <c>create_group_snapshot</c>, <c>create_share_group_snapshot</c>.</summary>
    CreateGroupSnapshot,
    /// <summary>DeleteGroupSnapshot; <c>delete_group_snapshot</c>, <c>delete_share_group_snapshot</c>.</summary>
    DeleteGroupSnapshot,
    /// <summary>CreateReplica; <c>create_replica</c>.</summary>
    CreateReplica,
    /// <summary>DeleteReplica; <c>delete_replica</c>.</summary>
    DeleteReplica,
    /// <summary>UpdateReplica; <c>update_replica</c>, <c>update_replica_state</c>.</summary>
    UpdateReplica,
    /// <summary>PromoteReplica; <c>promote_replica</c>.</summary>
    PromoteReplica,
}

/// <summary>Names of the methods in configuration files.</summary>
static class DummyMethodNames
{
    /// <summary>The method that a name means (ours or Manila's, any case), or null.</summary>
    public static DummyMethod? Find(string name) => name.Trim().TrimStart('_').ToLowerInvariant() switch
    {
        "start" or "do_setup" => DummyMethod.Start,
        "report" or "update_share_stats" => DummyMethod.Report,
        "create" or "create_share" => DummyMethod.Create,
        "delete" or "delete_share" => DummyMethod.Delete,
        "set_access" or "update_access" => DummyMethod.SetAccess,
        "read_access" => DummyMethod.ReadAccess,
        "ensure" or "ensure_share" or "ensure_shares" => DummyMethod.Ensure,
        "extend" or "extend_share" => DummyMethod.Extend,
        "shrink" or "shrink_share" => DummyMethod.Shrink,
        "create_snapshot" => DummyMethod.CreateSnapshot,
        "delete_snapshot" => DummyMethod.DeleteSnapshot,
        "create_from_snapshot" or "create_share_from_snapshot" => DummyMethod.CreateFromSnapshot,
        "progress" or "get_share_status" => DummyMethod.Progress,
        "revert" or "revert_to_snapshot" => DummyMethod.Revert,
        "manage" or "manage_existing" => DummyMethod.Manage,
        "unmanage" => DummyMethod.Unmanage,
        "manage_snapshot" or "manage_existing_snapshot" => DummyMethod.ManageSnapshot,
        "unmanage_snapshot" => DummyMethod.UnmanageSnapshot,
        "list" => DummyMethod.List,
        "look" => DummyMethod.Look,
        "find" => DummyMethod.Find,
        "find_snapshot" => DummyMethod.FindSnapshot,
        "check_migration" or "migration_check_compatibility" => DummyMethod.CheckMigration,
        "start_migration" or "migration_start" => DummyMethod.StartMigration,
        "continue_migration" or "migration_continue" => DummyMethod.ContinueMigration,
        "complete_migration" or "migration_complete" => DummyMethod.CompleteMigration,
        "cancel_migration" or "migration_cancel" => DummyMethod.CancelMigration,
        "create_group" or "create_share_group" => DummyMethod.CreateGroup,
        "delete_group" or "delete_share_group" => DummyMethod.DeleteGroup,
        "create_group_snapshot" or "create_share_group_snapshot" => DummyMethod.CreateGroupSnapshot,
        "delete_group_snapshot" or "delete_share_group_snapshot" => DummyMethod.DeleteGroupSnapshot,
        "create_replica" => DummyMethod.CreateReplica,
        "delete_replica" => DummyMethod.DeleteReplica,
        "update_replica" or "update_replica_state" => DummyMethod.UpdateReplica,
        "promote_replica" => DummyMethod.PromoteReplica,
        _ => null,
    };

    /// <summary>Methods of Manila's dummy that have no counterpart here; a configuration made for it may name their delays.</summary>
    public static bool IsManilasAlone(string name) => name.Trim().TrimStart('_').ToLowerInvariant() is "get_pool" or "get_pools_info"
        or "setup_server" or "teardown_server"
        or "snapshot_update_access" or "create_replicated_snapshot" or "delete_replicated_snapshot" or "update_replicated_snapshot"
        or "migration_get_progress";
}
