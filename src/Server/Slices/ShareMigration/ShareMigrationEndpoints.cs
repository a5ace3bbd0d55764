namespace Abaca.Server.ShareMigration;

/// <summary>The endpoints of moving shares between pools.</summary>
static class ShareMigrationEndpoints
{
    const string Path = "/shares/{id}/action";
    static readonly EndpointTable Table = new();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Endpoint> All => Table.All;

    public static readonly Endpoint Start = Table.Action<StartMigration>("shares.migration_start", Path, "migration_start", "share:migration_start", u => u.Handle);
    public static readonly Endpoint Complete = Table.Action<EndMigration>("shares.migration_complete", Path, "migration_complete", "share:migration_complete", u => u.Complete);
    public static readonly Endpoint Cancel = Table.Action<EndMigration>("shares.migration_cancel", Path, "migration_cancel", "share:migration_cancel", u => u.Cancel);
    public static readonly Endpoint Progress = Table.Action<ShowMigration>("shares.migration_get_progress", Path, "migration_get_progress", "share:migration_get_progress", u => u.Handle);
    public static readonly Endpoint ShowProgress = Table.Get<ShowMigration>("shares.migration_progress", "/shares/{id}/migration-progress", "share:migration_get_progress", u => u.Handle);
    public static readonly Endpoint Reset = Table.Action<ResetTaskState>("shares.reset_task_state", Path, "reset_task_state", "share:reset_task_state", u => u.Handle);
    public static readonly IReadOnlyList<Endpoint> Actions = [Start, Complete, Cancel, Progress, Reset];
}
