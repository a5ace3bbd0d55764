namespace Abaca.Server.Doctor;

/// <summary>Access rules that are not in force.</summary>
sealed class AccessRulesCheck : ICheck
{
    const int Named = 10;

    static readonly Columns<(string Rule, string Share, string? Why)> Columns = new(c => (c.Text("r.id"), c.Text("r.share_id"), c.TextOrNull("s.reason")));

    /// <inheritdoc/>
    public string Name => "access rules";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(HealthCheckContext context, CancellationToken ct)
    {
        if (await context.Rows.Current(ct) is not { } db) return [];
        var rules = await db.Query(
            Columns,
            $"""
             FROM access_rule_states s JOIN access_rules r ON r.id = s.access_rule_id
             WHERE s.state = 'error' ORDER BY r.id LIMIT {Named}
             """, ct);
        List<HealthFinding> findings =
        [
            .. rules.Select(rule => HealthFinding.Warning($"share {rule.Share}", $"Access rule {rule.Rule} is not in force. {rule.Why}".TrimEnd(),
                "Mend the cause it names; the service tries again by itself. A rule that the backend cannot have must be asked for anew, as one that it can.")),
        ];
        if (findings.Count == 0) findings.Add(HealthFinding.Ok("this database", "No access rule is in error."));
        return findings;
    }
}
