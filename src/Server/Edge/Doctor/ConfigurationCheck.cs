namespace Abaca.Server.Doctor;

/// <summary>Everything that is wrong with the configuration and the policy file.</summary>
sealed class ConfigurationCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "configuration";

    /// <inheritdoc/>
    public Task<IReadOnlyList<HealthFinding>> Look(HealthCheckContext context, CancellationToken ct)
    {
        var findings = context.Configuration.Findings.Concat(context.Policy).Where(f => f.Severity != Severity.Note).Select(Of).ToList();
        if (findings.Count == 0) findings.Add(HealthFinding.Ok(Files(context.Configuration.Files), Backends(context.Options)));
        return Task.FromResult<IReadOnlyList<HealthFinding>>(findings);
    }

    /// <summary>A finding of the configuration as one of ours.</summary>
    public static HealthFinding Of(Finding finding) => new(
        finding.Severity == Severity.Error ? Health.Problem : Health.Warning,
        finding.Place?.ToString() ?? "configuration",
        finding.Value is { } value ? $"{finding.Option} = {value.ReplaceLineEndings(" ")}: {finding.Problem}" : $"{finding.Option}: {finding.Problem}",
        finding.Remedy.Length > 0 ? finding.Remedy : "Correct the value; abaca config sample describes every option.");

    static string Files(IReadOnlyList<string> files) => files.Count == 0 ? "no files" : string.Join(", ", files);

    static string Backends(ServiceOptions options) => $"Sound. Backends: {string.Join(", ", options.Backends.Select(b => b.Section))}.";
}
