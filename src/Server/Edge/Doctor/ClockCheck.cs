namespace Abaca.Server.Doctor;

/// <summary>
/// Clocks: leases, deadlines and tokens are moments. Rows from the future mean that this machine's clock went back, or that another
/// node's is ahead; the service's own Date header shows the latter at once.
/// </summary>
sealed class ClockCheck : ICheck
{
    /// <summary>A Date header has whole seconds, and the answer takes its time.</summary>
    static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    static readonly Sql Newest = Sql.Raw("""
        SELECT MAX(at) FROM (
            SELECT MAX(reported_at) AS at FROM services UNION ALL SELECT MAX(created_at) FROM shares
            UNION ALL SELECT MAX(updated_at) FROM operations UNION ALL SELECT MAX(applied_at) FROM schema_migrations
            UNION ALL SELECT MAX(updated_at) FROM share_instances) newest
        """);

    /// <inheritdoc/>
    public string Name => "clock";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(HealthCheckContext context, CancellationToken ct)
    {
        var findings = new List<HealthFinding>();
        if (await context.Rows.Current(ct) is { } db)
        {
            var newest = Moments.FromMicroseconds(await db.Number(Newest, ct));
            var ahead = newest - context.Clock.GetUtcNow();
            if (ahead > Tolerance)
            {
                findings.Add(HealthFinding.Problem(context.Rows.File, $"It holds a moment that is {Span(ahead)} in the future ({newest:u}): a clock went back.",
                    "Set the clock and keep it right (systemctl status systemd-timesyncd, chronyc tracking). Leases and tokens wait until it has caught up."));
            }
        }
        if ((await context.Service).ClockAhead is { } service && service.Duration() > Tolerance)
        {
            findings.Add(HealthFinding.Problem((await context.Service).Address.ToString(),
                $"The service's clock is {Span(service.Duration())} {(service > TimeSpan.Zero ? "ahead of" : "behind")} ours.",
                "Keep the clocks of both machines right with NTP."));
        }
        if (findings.Count == 0) findings.Add(HealthFinding.Ok("this machine", $"{context.Clock.GetUtcNow():u}; nothing is from the future."));
        return findings;
    }

    static string Span(TimeSpan span) => span.ToString(span.TotalDays >= 1 ? @"d\d\ hh\:mm\:ss" : @"hh\:mm\:ss", CultureInfo.InvariantCulture);
}
