namespace Abaca.DriverSdk;

/// <summary>How serious a finding is.</summary>
public enum Health
{
    /// <summary>As it should be.</summary>
    Ok,
    /// <summary>Works, but somebody should look at it.</summary>
    Warning,
    /// <summary>Does not work, or will not for long.</summary>
    Problem,
}

/// <summary>What a check found, with what to do about it.</summary>
/// <param name="Health">How serious it is.</param>
/// <param name="Where">File, address, share or section that it is about.</param>
/// <param name="What">What was seen, as a whole sentence. Never a secret.</param>
/// <param name="Remedy">What to do, as a whole sentence; null when there is nothing to do.</param>
public sealed record HealthFinding(Health Health, string Where, string What, string? Remedy = null)
{
    /// <summary>All is well.</summary>
    public static HealthFinding Ok(string where, string what) => new(Health.Ok, where, what);

    /// <summary>Somebody should look at it.</summary>
    public static HealthFinding Warning(string where, string what, string remedy) => new(Health.Warning, where, what, remedy);

    /// <summary>It does not work.</summary>
    public static HealthFinding Problem(string where, string what, string remedy) => new(Health.Problem, where, what, remedy);

    /// <summary>How a start ends that has found these: problems keep it from being one, warnings are logged.</summary>
    public static DriverResult EndOfStart(IReadOnlyCollection<HealthFinding> findings, IDriverLog log)
    {
        foreach (var warning in findings.Where(finding => finding.Health == Health.Warning)) log.Warn(warning.InWords);
        var problems = findings.Where(finding => finding.Health == Health.Problem).Select(problem => problem.InWords).ToList();
        return problems.Count == 0 ? new DriverResult.Done() : new DriverResult.Unclear(string.Join('\n', problems));
    }

    string InWords => $"{Where}: {What} {Remedy}";
}
