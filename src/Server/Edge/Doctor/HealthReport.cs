namespace Abaca.Server.Doctor;

/// <summary>A finding and the check that made it.</summary>
/// <param name="Check">The check's name.</param>
/// <param name="Finding">What it found.</param>
public sealed record CheckedFinding(string Check, HealthFinding Finding);

/// <summary>All findings of one run, in the order of the checks.</summary>
/// <param name="Findings">The findings.</param>
public sealed record HealthReport(IReadOnlyList<CheckedFinding> Findings)
{
    /// <summary>How many findings there are of a kind.</summary>
    public int Count(Health health) => Findings.Count(f => f.Finding.Health == health);

    /// <summary>Nothing is wrong; warnings do not count.</summary>
    public bool IsSound => Count(Health.Problem) == 0;
}
