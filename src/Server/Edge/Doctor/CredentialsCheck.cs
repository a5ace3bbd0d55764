namespace Abaca.Server.Doctor;

/// <summary>The files that let a person in: there, and for their owner only.</summary>
sealed class CredentialsCheck : ICheck
{
    static readonly string[] Files = ["clouds.yaml", "openrc", "admin-openrc"];

    /// <inheritdoc/>
    public string Name => "credentials";

    /// <inheritdoc/>
    public Task<IReadOnlyList<HealthFinding>> Look(HealthCheckContext context, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<HealthFinding>>([.. Findings(context)]);

    static IEnumerable<HealthFinding> Findings(HealthCheckContext context)
    {
        if (context.Options.Authentication.Strategy is AuthStrategy.Keystone) yield break; // its users are elsewhere
        if (context.Options.Authentication.Strategy is not AuthStrategy.Embedded)
        {
            yield return HealthFinding.Warning("auth_strategy", "The service asks nobody for a password.", "Fine for tests; else write auth_strategy = embedded.");
            yield break;
        }
        if (!context.Rows.Exists) yield break;
        var state = context.Options.Node.StatePath;
        var there = Files.Select(file => Path.Combine(state, file)).Where(File.Exists).ToList();
        var open = there.Select(path => OwnerOnly.Mode(path, "600")).OfType<HealthFinding>().ToList();
        foreach (var finding in open)
        {
            yield return finding with { Remedy = $"{finding.Remedy}; then give new passwords, since others may know these: abaca identity reset-password USER" };
        }
        if (there.Count == 0)
        {
            yield return HealthFinding.Ok(state, "There are no credential files; they were moved or removed since the first start.");
        }
        else if (open.Count == 0)
        {
            yield return HealthFinding.Ok(state, $"{string.Join(", ", there.Select(Path.GetFileName))}: readable by their owner only.");
        }
    }
}
