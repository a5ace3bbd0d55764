namespace Abaca.Server.Doctor;

/// <summary>Operations that cannot go on, are past their deadline, or that nobody takes up.</summary>
sealed class OperationsCheck : ICheck
{
    const int Named = 20;

    static readonly Columns<Unfinished> Columns = new(c => new Unfinished(
        c.Text("id"), c.Text("flow"), c.Text("status"), c.Text("lane"), $"{c.Text("resource_type")} {c.Text("resource_id")}", c.TextOrNull("reason"),
        c.Moment("deadline")));

    /// <summary>A due operation is normally taken up within a scan interval.</summary>
    static readonly TimeSpan Waiting = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public string Name => "operations";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(HealthCheckContext context, CancellationToken ct)
    {
        if (await context.Rows.Current(ct) is not { } db) return [];
        // Deadlines count the time in which the service could work.
        var now = await WorkClock.Read(db, context.Clock, ct) ?? context.Clock.GetUtcNow();
        var open = await db.Query(
            Columns,
            $"""
             FROM operations WHERE open_key IS NOT NULL AND (status = 'stuck' OR deadline < {now} OR due_at < {now - Waiting}) ORDER BY id LIMIT {Named}
             """, ct);
        if (open.Count > 0) return [.. open.Select(o => o.Finding(now))];
        var working = await db.Number(Sql.Raw("SELECT COUNT(*) FROM operations WHERE open_key IS NOT NULL"), ct);
        return [HealthFinding.Ok("this database", string.Create(CultureInfo.InvariantCulture, $"{working} under way, none stuck or overdue."))];
    }

    sealed record Unfinished(string Id, string Flow, string Status, string Lane, string Resource, string? Reason, DateTimeOffset Deadline)
    {
        public HealthFinding Finding(DateTimeOffset now)
        {
            var why = Reason is { Length: > 0 } ? $" Last reason: {Reason}" : "";
            if (Status == "stuck")
            {
                return HealthFinding.Problem(Resource, $"Operation {Id} ({Flow}) is stuck.{why}",
                    $"Mend the cause, then: abaca operation retry {Id} - or give it up: abaca operation abandon {Id}");
            }
            return Deadline < now
                ? HealthFinding.Warning(Resource, $"Operation {Id} ({Flow}) is past its deadline and should be unwinding.{why}",
                    $"Look at it: abaca operation show {Id}. It needs a running service of {Lane}.")
                : HealthFinding.Warning(Resource, $"Operation {Id} ({Flow}) waits for {Lane} and nobody takes it up.{why}",
                    $"Start the service that runs {Lane}, or look why that backend does not start.");
        }
    }
}
