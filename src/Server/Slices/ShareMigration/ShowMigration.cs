using Abaca.Server.Shares;

namespace Abaca.Server.ShareMigration;

/// <summary>The action migration_get_progress and GET /shares/{id}/migration-progress: how far a move has come, as of the last look at the copy.</summary>
public sealed class ShowMigration(Visible<Share> visible, PlacedInstances instances)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var share = await visible.ToRead(call, call["id"]);
        if (share.TaskState is not { } state) throw Refusals.Bad($"Invalid share: share {share.Id} has not been moved, nor is it on its way anywhere.");
        return Reply.Bare(new MigrationProgressView(ShareTask.Percent(state) ?? await Copied(share, call.Aborted), state));
    }

    async Task<int> Copied(Share share, CancellationToken ct) =>
        await instances.Destination(instances.Now, share.Id, ct) is { Progress: { } progress } && int.TryParse(progress.TrimEnd('%'), out var percent) ? percent : 0;
}

/// <summary>How far a move has come, on the wire.</summary>
/// <param name="Percent">0 to 100.</param>
/// <param name="TaskState">See <see cref="ShareTask"/>.</param>
public sealed record MigrationProgressView(int Percent, string TaskState) : IView<MigrationProgressView>
{
    static readonly Dictionary<string, string> Nothing = [];

    /// <inheritdoc/>
    public static ViewShape<MigrationProgressView> Shape { get; } = new ViewShape<MigrationProgressView>("migration_progress", "migration_progress")
        .Number("total_progress", v => v.Percent)
        .Text("task_state", v => v.TaskState)
        .Map("details", static _ => Nothing);
}
