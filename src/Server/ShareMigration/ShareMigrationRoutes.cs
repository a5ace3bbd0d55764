using Abaca.Server.Http;

namespace Abaca.Server.ShareMigration;

/// <summary>The operations of moving shares between pools.</summary>
sealed class ShareMigrationRoutes(StartMigration start, EndMigration end, ShowMigration show, ResetTaskState reset) : IRoutes
{
    /// <summary>Names that microversions refer to.</summary>
    public const string Start = "shares.migration_start";
    /// <summary>See <see cref="Start"/>.</summary>
    public const string Complete = "shares.migration_complete";
    /// <summary>See <see cref="Start"/>.</summary>
    public const string Cancel = "shares.migration_cancel";
    /// <summary>See <see cref="Start"/>.</summary>
    public const string Progress = "shares.migration_get_progress";
    /// <summary>See <see cref="Start"/>.</summary>
    public const string ShowProgress = "shares.migration_progress";
    /// <summary>See <see cref="Start"/>.</summary>
    public const string Reset = "shares.reset_task_state";

    /// <summary>The actions.</summary>
    public static readonly string[] Actions = [Start, Complete, Cancel, Progress, Reset];

    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        const string Path = "/shares/{id}/action";
        routes.Action(Start, Path, "migration_start", "share:migration_start", start.Handle);
        routes.Action(Complete, Path, "migration_complete", "share:migration_complete", end.Complete);
        routes.Action(Cancel, Path, "migration_cancel", "share:migration_cancel", end.Cancel);
        routes.Action(Progress, Path, "migration_get_progress", "share:migration_get_progress", show.Handle);
        routes.Get(ShowProgress, "/shares/{id}/migration-progress", "share:migration_get_progress", show.Handle);
        routes.Action(Reset, Path, "reset_task_state", "share:reset_task_state", reset.Handle);
    }
}
