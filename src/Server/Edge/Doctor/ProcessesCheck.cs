using Abaca.Server.Services;

namespace Abaca.Server.Doctor;

/// <summary>The processes of the service: whether all have the same version, configuration and policy, and that which the files of this machine have now.</summary>
sealed class ProcessesCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "processes";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(HealthCheckContext context, CancellationToken ct)
    {
        if (await context.Rows.Current(ct) is not { } db) return [];
        var now = await WorkClock.Read(db, context.Clock, ct) ?? context.Clock.GetUtcNow();
        var owner = ProcessOwner.ThisProcess();
        var all = await db.Query(ProcessStore.Columns, $"FROM processes ORDER BY host, roles, owner", ct);
        var up = all.Where(one => now - one.SeenAt <= context.Options.Node.ServiceDownTime && !owner.KnowsToBeGone(one.Owner)).ToList();
        var findings = new List<HealthFinding>(all.Except(up).Where(gone => !up.Exists(one => one.Host == gone.Host && one.Roles == gone.Roles)).Select(gone => HealthFinding.Problem(
            Words(gone), "It ended without a word.", "Look into its log for the reason; start it again where nobody else does.")));
        if (up.Count == 0) return findings;
        findings.AddRange(Different(up, "version", one => one.Version, "Upgrade all processes to one version; side by side they may run for as long as that takes."));
        findings.AddRange(Different([.. up.Where(one => one.Does("api"))], "policy", one => one.Policy, "Give all api processes the same policy file: what one allows another refuses."));
        findings.AddRange(Options([.. up.Select(one => (Words(one), one.Configuration))], "all processes", "Give all processes the same value and restart those that have another."));
        foreach (var here in up.Where(one => one.Host == context.Options.Node.Host))
            findings.AddRange(Options([("the files", context.Options.Digests), (Words(here), here.Configuration)], Words(here), "If the files of this machine are those of that process, restart it: they have changed since."));
        if (findings.Count == 0) findings.Add(HealthFinding.Ok("this service", string.Create(CultureInfo.InvariantCulture, $"{up.Count} up, alike in version, configuration and policy.")));
        return findings;
    }

    static string Words(ServiceProcess process) => $"{process.Roles} on {process.Host}, pid {process.Pid}";

    static IEnumerable<HealthFinding> Different(IReadOnlyList<ServiceProcess> processes, string what, Func<ServiceProcess, string> value, string remedy)
    {
        var groups = processes.GroupBy(value, StringComparer.Ordinal).ToList();
        if (groups.Count < 2) return [];
        var shown = what == "version" ? groups.Select(group => $"{group.Key} ({string.Join("; ", group.Select(Words))})") : groups.Select(group => string.Join("; ", group.Select(Words)));
        return [HealthFinding.Warning(what, $"Processes differ in {what}: {string.Join(" | ", shown)}", remedy)];
    }

    // Named are the options, never their values.
    static IEnumerable<HealthFinding> Options(IReadOnlyList<(string Who, string Digests)> configurations, string among, string remedy)
    {
        var read = configurations.Select(one => JsonDocument.Parse(one.Digests).RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString(), StringComparer.Ordinal)).ToList();
        var names = read.SelectMany(one => one.Keys).Distinct(StringComparer.Ordinal)
            .Where(name => read.Select(one => one.GetValueOrDefault(name)).Distinct(StringComparer.Ordinal).Skip(1).Any()).Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? [] : [HealthFinding.Warning(among, $"Options that are not the same everywhere: {string.Join(", ", names)}", remedy)];
    }
}
