namespace Abaca.Server.ShareMigration;

/// <summary>The endpoints of moving shares between pools.</summary>
static class ShareMigrationEndpoints
{
    const string Path = "/shares/{id}/action";

    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly Endpoint Start = All.Action<StartMigration>("shares.migration_start", Path, "migration_start", "share:migration_start", u => u.Handle);
    public static readonly Endpoint Complete = All.Action<EndMigration>("shares.migration_complete", Path, "migration_complete", "share:migration_complete", u => u.Complete);
    public static readonly Endpoint Cancel = All.Action<EndMigration>("shares.migration_cancel", Path, "migration_cancel", "share:migration_cancel", u => u.Cancel);
    public static readonly Endpoint Progress = All.Action<ShowMigration>("shares.migration_get_progress", Path, "migration_get_progress", "share:migration_get_progress", u => u.Handle);
    public static readonly Endpoint ShowProgress = All.Get<ShowMigration>("shares.migration_progress", "/shares/{id}/migration-progress", "share:migration_get_progress", u => u.Handle);
    public static readonly Endpoint Reset = All.Action<ResetTaskState>("shares.reset_task_state", Path, "reset_task_state", "share:reset_task_state", u => u.Handle);
    public static readonly IReadOnlyList<Endpoint> Actions = [Start, Complete, Cancel, Progress, Reset];
}
