using System.Globalization;
using Abaca.DriverSdk;
using Abaca.Server.Data;

namespace Abaca.Server.Messages;

/// <summary>The one writer of user messages.</summary>
public sealed class MessageStore(Db db, MessageSettings settings, TimeProvider clock) : IMessages
{
    /// <summary>The only level there is.</summary>
    public const string Level = "ERROR";

    /// <summary>Others write between two such transactions.</summary>
    const int PurgedAtOnce = 500;

    const string Columns =
        "id, project_id, request_id, resource_type, resource_id, action_id, detail_id, message_level, created_at, expires_at";

    /// <inheritdoc/>
    public async Task Write(Tx tx, MessageAction action, MessageSubject subject, MessageDetail detail, CancellationToken ct = default)
    {
        var now = clock.GetUtcNow();
        await tx.Execute(
            $"""
             INSERT INTO messages (id, project_id, request_id, resource_type, resource_id, action_id, detail_id, message_level, created_at, expires_at)
             VALUES ({Guid.NewGuid().ToString()}, {subject.ProjectId}, {subject.RequestId}, {subject.ResourceType}, {subject.ResourceId},
               {Digits((int)action)}, {Digits((int)detail)}, {Level}, {now}, {now + settings.Lifetime})
             """, ct);
    }

    /// <summary>A message by id, or null.</summary>
    public ValueTask<UserMessage?> Find(string id, CancellationToken ct = default) =>
        db.First<UserMessage>($"SELECT {Sql.Raw(Columns)} FROM messages WHERE id = {id}", Read, ct);

    /// <summary>Messages by a condition, order and page.</summary>
    public ValueTask<List<UserMessage>> Find(Sql where, Sql order, int most, int offset, CancellationToken ct = default) =>
        db.Query($"SELECT {Sql.Raw(Columns)} FROM messages WHERE {where}{order} LIMIT {most} OFFSET {offset}", Read, ct);

    /// <summary>Removes one.</summary>
    public Task Remove(string id, CancellationToken ct = default) =>
        db.Transaction(tx => tx.Execute($"DELETE FROM messages WHERE id = {id}", ct), ct);

    /// <summary>Removes messages whose time is over; to be called now and then.</summary>
    /// <returns>How many went.</returns>
    public async Task<int> PurgeExpired(CancellationToken ct = default)
    {
        var (all, now) = (0, clock.GetUtcNow());
        while (true)
        {
            var gone = await db.Transaction(
                tx => tx.Execute($"DELETE FROM messages WHERE id IN (SELECT id FROM messages WHERE expires_at <= {now} ORDER BY expires_at LIMIT {PurgedAtOnce})", ct), ct);
            all += gone;
            if (gone < PurgedAtOnce) return all;
        }
    }

    static string Digits(int number) => number.ToString("000", CultureInfo.InvariantCulture);

    static UserMessage Read(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), row.Text(6), row.Text(7), row.Moment(8), row.Moment(9));
}
