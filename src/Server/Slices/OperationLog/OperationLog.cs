namespace Abaca.Server.OperationLog;

/// <summary>
/// Lists and shows operations with their timelines, and lets an operator retry or abandon one. Where the rules let a project's members in,
/// others' operations do not exist for them.
/// </summary>
public sealed class OperationLog(OperationRecords records, Visible<RecordedOperation> visible, ApiSettings settings)
{
    /// <summary>GET /operations.</summary>
    public async Task<Reply> List(Call call)
    {
        var query = call.Query;
        var most = Math.Min(query.Count("limit") ?? 100, settings.MaxLimit);
        var found = await records.List(
            new OperationQuery(
                StatusOf(query), query.Text("resource_id"), query.Text("lane"), most + 1, query.Text("marker"),
                call.MayEverywhere ? null : call.Caller.ProjectId), call.Aborted);
        IReadOnlyList<OperationRecord> shown = [.. found.Take(most)];
        return Reply.Written((json, _) =>
        {
            json.WriteStartObject();
            json.WritePropertyName("operations"u8);
            JsonSerializer.Serialize(json, shown, OperationJson.Default.IReadOnlyListOperationRecord);
            if (found.Count > most && most > 0) NextLink.Write(json, call, "operations_links", shown[^1].Id);
            json.WriteEndObject();
        });
    }

    /// <summary>GET /operations/{id}, with its timeline.</summary>
    public async Task<Reply> Show(Call call)
    {
        var found = await Seen(call);
        return Reply.Json(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("operation"u8);
            JsonSerializer.Serialize(json, found, OperationJson.Default.OperationRecord);
            json.WriteEndObject();
        });
    }

    /// <summary>Takes a stuck or waiting operation up at once.</summary>
    public async Task<Reply> Retry(Call call) => Answer(call, await records.Retry((await Seen(call)).Id, call.Aborted));

    /// <summary>Ends an operation without undo; its resource comes to an error state with a message.</summary>
    public async Task<Reply> Abandon(Call call) =>
        Answer(call, await records.Abandon((await Seen(call)).Id, $"abandoned by {call.Caller.UserId}", call.Aborted));

    async Task<OperationRecord> Seen(Call call) => (await visible.ToRead(call, call["id"])).Record;

    static Reply Answer(Call call, OperatorAnswer answer) => answer switch
    {
        OperatorAnswer.NotFound => throw Visible<RecordedOperation>.NotFound(call["id"]),
        OperatorAnswer.Ended => throw Refusals.Conflict($"Operation {call["id"]} has ended."),
        OperatorAnswer.Running => throw Refusals.Conflict($"A worker is on operation {call["id"]} right now."),
        _ => Reply.Accepted,
    };

    static OperationStatus? StatusOf(Query query)
    {
        if (query.Text("state") is not { Length: > 0 } text) return null;
        return OperationWords.Status(text) ?? throw Refusals.BadField("state", $"'{text}' is no state of an operation.");
    }
}
