namespace Abaca.Server.Messages;

/// <summary>The one writer of user messages.</summary>
public sealed class MessageStore(Db db, MessageSettings settings, TimeProvider clock) : Store<UserMessage>(db, Columns, Tables.All, "m.id")
{
    /// <summary>Columns of a message.</summary>
    internal static readonly Columns<UserMessage> Columns = new(c => new UserMessage(
        c.Text("m.id", m => m.Id), c.Text("m.project_id", m => m.ProjectId), c.Text("m.request_id", m => m.RequestId), c.Text("m.resource_type", m => m.ResourceType),
        c.Text("m.resource_id", m => m.ResourceId), c.Text("m.action_id", m => m.ActionId), c.Text("m.detail_id", m => m.DetailId),
        c.Text("m.message_level", m => m.Level), c.Moment("m.created_at", m => m.CreatedAt), c.Moment("m.expires_at", m => m.ExpiresAt),
        c.TextOrNull("m.reason", m => m.Reason)));

    /// <summary>Their table.</summary>
    internal static readonly Tables Tables = new("messages m");

    /// <summary>The only level there is.</summary>
    public const string Level = "ERROR";

    /// <summary>Others write between two such transactions.</summary>
    const int PurgedAtOnce = 500;

    /// <summary>Writes one, in the transaction of the failure it tells of.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="action">What was being done.</param>
    /// <param name="subject">To what.</param>
    /// <param name="detail">What went wrong.</param>
    /// <param name="ct">Cancellation.</param>
    /// <param name="reason">The refusal's own words, for what only administrators ask for: tenants are not told how storages are named and made.</param>
    public async Task Write(Tx tx, MessageAction action, MessageSubject subject, MessageDetail detail, CancellationToken ct = default, string? reason = null)
    {
        var now = clock.GetUtcNow();
        var message = new UserMessage(
            Guid.NewGuid().ToString(), subject.ProjectId, subject.RequestId, subject.ResourceType, subject.ResourceId, Digits((int)action), Digits((int)detail), Level,
            now, now + settings.Lifetime, reason);
        await tx.Execute(Columns.Insert("messages m", message), ct);
    }

    /// <summary>Removes one.</summary>
    public Task Remove(string id, CancellationToken ct = default) =>
        Db.Transaction(tx => tx.Execute($"DELETE FROM messages WHERE id = {id}", ct), ct);

    /// <summary>Removes messages whose time is over; to be called now and then.</summary>
    /// <returns>How many went.</returns>
    public async Task<int> PurgeExpired(CancellationToken ct = default)
    {
        var (all, now) = (0, clock.GetUtcNow());
        while (true)
        {
            var gone = await Db.Transaction(
                tx => tx.Execute($"DELETE FROM messages WHERE id IN (SELECT id FROM messages WHERE expires_at <= {now} ORDER BY expires_at LIMIT {PurgedAtOnce})", ct), ct);
            all += gone;
            if (gone < PurgedAtOnce) return all;
        }
    }

    static string Digits(int number) => number.ToString("000", CultureInfo.InvariantCulture);
}
