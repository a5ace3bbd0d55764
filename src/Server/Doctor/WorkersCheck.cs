using System.Globalization;
using Abaca.DriverSdk;
using Abaca.Server.Operations;

namespace Abaca.Server.Doctor;

/// <summary>The services of the database: which gave no sign of life for too long.</summary>
sealed class WorkersCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "services";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(Visit visit, CancellationToken ct)
    {
        if (await visit.Rows.Current(ct) is not { } db) return [];
        var isUp = (await visit.Service).Newest is not null;
        // Signs of life are moments of the clock of work.
        var behind = visit.Clock.GetUtcNow() - (await WorkClock.Read(db, visit.Clock, ct) ?? visit.Clock.GetUtcNow());
        var late = visit.Clock.GetUtcNow() - behind - visit.Options.Node.ServiceDownTime;
        var services = await db.Query(
            $"SELECT host, service_binary, disabled, reported_at FROM services WHERE stopped = {false} ORDER BY host, service_binary",
            row => (Name: $"{row.Text(1)} {row.Text(0)}", Disabled: row.Flag(2), At: row.Moment(3)), ct);
        var findings = new List<HealthFinding>();
        // With no service running they are all silent, and one finding about that is enough.
        foreach (var (name, _, at) in services.Where(s => isUp && s.At < late))
        {
            findings.Add(HealthFinding.Problem(name, string.Create(CultureInfo.InvariantCulture, $"No sign of life since {at + behind:u}."),
                "If its backend was renamed or removed, its shares need it back; else look into the service's log for that backend."));
        }
        foreach (var (name, _, _) in services.Where(s => s.Disabled))
        {
            findings.Add(HealthFinding.Warning(name, "Disabled: it gets no new shares.", $"When it may have some again: openstack share service set --enable HOST BINARY"));
        }
        if (findings.Count == 0 && isUp) findings.Add(HealthFinding.Ok("this database", $"{services.Count} known, all alive."));
        return findings;
    }
}
