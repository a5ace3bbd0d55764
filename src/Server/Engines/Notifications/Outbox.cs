namespace Abaca.Server.Notifications;

/// <summary>A notification that waits.</summary>
/// <param name="MessageId">Its id, which consumers see too.</param>
/// <param name="ResourceId">What it is about.</param>
/// <param name="EventType">Its kind.</param>
/// <param name="Priority"><c>info</c> or <c>error</c>.</param>
/// <param name="Message">The message without an envelope.</param>
public sealed record WaitingNotification(string MessageId, string ResourceId, string EventType, string Priority, string Message);

/// <summary>How many wait, and the oldest since when.</summary>
public sealed record Backlog(long Waiting, DateTimeOffset? Since);

/// <summary>Notifications that nobody has confirmed yet, in the order in which what they tell of became true.</summary>
public sealed class Outbox(Db db)
{
    const int RemovedAtOnce = 500;

    static readonly Columns<WaitingNotification> Columns = new(c => new WaitingNotification(
        c.Text("message_id"), c.Text("resource_id"), c.Text("event_type"), c.Text("priority"), c.Text("body")));

    static readonly Columns<Backlog> Counted = new(c => new Backlog(c.Number("COUNT(*)"), c.MomentOrNull("MIN(created_at)")));

    /// <summary>Those that wait longest.</summary>
    public ValueTask<List<WaitingNotification>> Next(int atMost, CancellationToken ct = default) => db.Query(Columns, $"FROM outbox ORDER BY seq LIMIT {atMost}", ct);

    /// <summary>Removes what was delivered.</summary>
    public Task Remove(IReadOnlyCollection<string> messageIds, CancellationToken ct = default) => messageIds.Count == 0
        ? Task.CompletedTask
        : db.Transaction(tx => tx.Execute($"DELETE FROM outbox WHERE message_id IN ({Sql.List(messageIds)})", ct), ct);

    /// <summary>Counts a failed delivery, and drops what has failed once and then as often as it was to be repeated.</summary>
    /// <returns>How many were dropped.</returns>
    public Task<int> Failed(IReadOnlyCollection<string> messageIds, int retry, CancellationToken ct = default) => db.Transaction(async tx =>
    {
        var failed = Sql.Of($"message_id IN ({Sql.List(messageIds)})");
        await tx.Execute($"UPDATE outbox SET attempts = attempts + 1 WHERE {failed}", ct);
        return await tx.Execute($"DELETE FROM outbox WHERE {failed} AND attempts > {retry}", ct);
    }, ct);

    /// <summary>Drops the oldest when more wait than there may.</summary>
    /// <returns>How many were dropped.</returns>
    public async Task<int> Trim(int most, CancellationToken ct = default)
    {
        var dropped = 0;
        while (await db.Number(Sql.Raw("SELECT COUNT(*) FROM outbox"), ct) is var waiting && waiting > most)
        {
            var oldest = await db.Query(Columns, $"FROM outbox ORDER BY seq LIMIT {Math.Min(waiting - most, RemovedAtOnce)}", ct);
            await Remove([.. oldest.Select(one => one.MessageId)], ct);
            dropped += oldest.Count;
        }
        return dropped;
    }

    /// <summary>How many wait.</summary>
    public static async Task<Backlog> Waiting(IQueries at, CancellationToken ct = default) =>
        await at.First(Counted, Sql.Raw("FROM outbox"), ct) ?? new Backlog(0, null);

    /// <summary>Adds one in the caller's transaction.</summary>
    internal Task Add(Tx tx, Notification told, string messageId, string message, DateTimeOffset now, CancellationToken ct) => tx.Execute($"""
        INSERT INTO outbox (message_id, seq, resource_id, event_type, priority, body, created_at)
        SELECT {messageId}, COALESCE(MAX(seq), 0) + 1, {told.ResourceId}, {told.EventType}, {NotificationText.Word(told.Priority)}, {message}, {now} FROM outbox
        """, ct);
}
