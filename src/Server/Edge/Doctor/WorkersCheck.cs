namespace Abaca.Server.Doctor;

/// <summary>The services of the database: which gave no sign of life for too long.</summary>
sealed class WorkersCheck : ICheck
{
    static readonly Columns<Known> Columns = new(c => new Known(
        c.Text("host"), c.Text("service_binary"), c.Flag("disabled"), c.Moment("reported_at"), c.TextOrNull("trouble"), c.Flag("unfit")));

    /// <inheritdoc/>
    public string Name => "services";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(HealthCheckContext context, CancellationToken ct)
    {
        if (await context.Rows.Current(ct) is not { } db) return [];
        var isUp = (await context.Service).Newest is not null;
        // Signs of life are moments of the clock of work.
        var behind = context.Clock.GetUtcNow() - (await WorkClock.Read(db, context.Clock, ct) ?? context.Clock.GetUtcNow());
        var late = context.Clock.GetUtcNow() - behind - context.Options.Node.ServiceDownTime;
        var services = await db.Query(
            Columns, $"FROM services WHERE stopped = {false} ORDER BY host, service_binary", ct);
        var findings = new List<HealthFinding>();
        // With no service running they are all silent, and one finding about that is enough.
        foreach (var silent in services.Where(s => isUp && s.At < late && s.Trouble is null))
        {
            findings.Add(HealthFinding.Problem(silent.Name, string.Create(CultureInfo.InvariantCulture, $"No sign of life since {silent.At + behind:u}."),
                "If its backend was renamed or removed, its shares need it back; else look into the service's log for that backend."));
        }
        foreach (var troubled in services.Where(s => isUp && s.Trouble is not null))
        {
            findings.Add(new HealthFinding(troubled.Unfit || troubled.At < late ? Health.Problem : Health.Warning, troubled.Name,
                $"{(troubled.Unfit ? "It takes no work" : "It has trouble")}: {troubled.Trouble}", "Mend the cause; if it stands in the configuration, restart the service then."));
        }
        foreach (var absent in isUp ? await NeverStarted(context.Options, db, ct) : [])
        {
            findings.Add(HealthFinding.Warning(absent, "The configuration has this backend, and it has not started so far.",
                "If the configuration has changed since the service was started, restart it; else look into its log for that backend."));
        }
        foreach (var disabled in services.Where(s => s.Disabled))
        {
            findings.Add(HealthFinding.Warning(disabled.Name, "Disabled: it gets no new shares.",
                $"When it may have some again, as an administrator: openstack share service set --enable {disabled.Host} {disabled.Binary}"));
        }
        if (findings.Count == 0 && isUp) findings.Add(HealthFinding.Ok("this database", $"{services.Count} known, all alive."));
        return findings;
    }

    /// <summary>Backends of the configuration that the database does not know.</summary>
    static async Task<IReadOnlyList<string>> NeverStarted(ServiceOptions options, Db db, CancellationToken ct)
    {
        var known = await db.Texts($"SELECT host FROM services", ct);
        return [.. options.Backends.Select(backend => $"{options.Node.Host}@{backend.Section}").Except(known, StringComparer.Ordinal)];
    }

    sealed record Known(string Host, string Binary, bool Disabled, DateTimeOffset At, string? Trouble, bool Unfit)
    {
        public string Name => $"{Binary} {Host}";
    }
}
