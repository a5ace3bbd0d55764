namespace Abaca.Server.Reconcile;

/// <summary>
/// POST /reconcile: judges a list, and with "apply" does what it says, all of it or nothing. The rows are read once more in the transaction that starts the
/// work, so that what got a row since is refused.
/// </summary>
public sealed class SettleDifferences(Stocktaking stocktaking, StockStore store, Removals removals, Adoptions adoptions, SettledRows settled, ProjectQuestion projects, Db db)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        call.MustEverywhere();
        var asked = ReconcileRequest.From(call);
        if (asked.Adoption.ProjectId is { } project && asked.Action == ReconcileAction.Adopt) await projects.MustBe(project, call.Aborted);
        var stock = await stocktaking.Take(call.Aborted);
        var plan = Plan.Of(asked.Action, asked.Ids, stock, asked.EvenUnrecorded);
        var prepared = asked.Action == ReconcileAction.Adopt ? await adoptions.Prepare(call, asked.Adoption, plan) : [];
        if (!asked.Apply || !plan.IsSound) return Answer(plan, applied: false);
        var done = await db.Transaction(tx => Begin(tx, call, asked, stock, prepared), call.Aborted);
        return Answer(done, applied: done.IsSound);
    }

    async Task<Plan> Begin(Tx tx, Call call, ReconcileRequest asked, Stock stock, IReadOnlyList<PreparedAdoption> prepared)
    {
        var plan = Plan.Of(asked.Action, asked.Ids, stock with { After = await store.Read(tx, call.Aborted) }, asked.EvenUnrecorded);
        if (!plan.IsSound) return plan;
        IReadOnlyList<PlannedItem> begun = asked.Action switch
        {
            ReconcileAction.Remove => await removals.Begin(tx, call, plan, stock),
            ReconcileAction.Adopt => await adoptions.Begin(tx, call, prepared),
            ReconcileAction.Export => await settled.Repairs.Export(tx, call, plan),
            ReconcileAction.Accept => await settled.Accept.Begin(tx, call, plan, stock),
            _ => await settled.Repairs.MarkMissing(tx, call, plan),
        };
        return plan with { Items = begun };
    }

    static Reply Answer(Plan plan, bool applied) => Reply.Json(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("reconcile"u8);
        json.WriteString("action"u8, plan.Action);
        json.WriteBoolean("applied"u8, applied);
        json.WritePropertyName("items"u8);
        JsonSerializer.Serialize(json, plan.Items, ReconcileJson.Default.IReadOnlyListPlannedItem);
        json.WriteEndObject();
        json.WriteEndObject();
    }, applied ? 202 : 200);
}

/// <summary>What is done about rows: the storage is set as they say, or they as the storage is.</summary>
/// <param name="Repairs">The storage, or the row of what is missing.</param>
/// <param name="Accept">The row.</param>
public sealed record SettledRows(Repairs Repairs, Acceptance Accept);
