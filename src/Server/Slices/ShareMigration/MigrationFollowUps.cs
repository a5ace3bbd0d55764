using Abaca.Server.Messages;
using Abaca.Server.Shares;

namespace Abaca.Server.ShareMigration;

/// <summary>The operations that one stage of a move starts for the next, in the transaction of its own end.</summary>
public sealed class MigrationFollowUps(
    OperationQueue operations, MigrationRows rows, MessageStore messages, MigrationSettings settings, TimeProvider clock)
{
    /// <summary>Longest pause between two looks at a copy.</summary>
    public TimeSpan LongestPause => settings.LongestPause;

    /// <summary>Whether it is time for the next operation to watch a copy.</summary>
    public bool IsOver(WatchMigrationState state) => clock.GetUtcNow() >= state.Until;

    /// <summary>Watches the copy.</summary>
    public Task Watch(Tx tx, Share share, string requestId, CancellationToken ct) => operations.Start(
        tx, new WatchMigrationState(share.Id.Text, clock.GetUtcNow() + settings.Watch), Subject(share, requestId), share.ServiceHost, ct);

    /// <summary>Removes what the share has left behind; with it the move is over.</summary>
    public Task Clear(Tx tx, Share left, string requestId, CancellationToken ct) => operations.Start(
        tx, new RemoveInstanceState(left.Id.Text, left.InstanceId.Text, EndsMigration: true), Subject(left, requestId), left.ServiceHost, ct);

    /// <summary>Nobody goes on with the move: its owner is told, and the copy is ended on its backend.</summary>
    public async Task BreakOff(Tx tx, string shareId, string requestId, CancellationToken ct)
    {
        if (await rows.Shares.Find(tx, shareId, ct) is not { } share || await rows.Instances.Destination(tx, share.Id, ct) is null) return;
        await messages.Write(tx, MessageAction.Move, ShareSubjects.Message(share, requestId), MessageDetail.MoveFailed, ct);
        await operations.Start(tx, new CancelMigrationState(shareId) { WasBrokenOff = true }, Subject(share, requestId), share.ServiceHost, ct);
    }

    static OperationSubject Subject(Share share, string requestId) =>
        new(ShareSubjects.Type, share.Id.Text, share.ProjectId, requestId, share.Id.Text);
}
