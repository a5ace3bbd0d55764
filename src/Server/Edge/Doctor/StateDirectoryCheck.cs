namespace Abaca.Server.Doctor;

/// <summary>The state directory: there, ours, and closed to others.</summary>
sealed class StateDirectoryCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "state directory";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(HealthCheckContext context, CancellationToken ct)
    {
        var path = context.Options.Node.StatePath;
        if (File.Exists(path)) return [HealthFinding.Problem(path, "This is a file.", "Set state_path to a directory, or move the file elsewhere.")];
        if (!Directory.Exists(path)) return [HealthFinding.Ok(path, "Not there yet; the first start makes it.")];
        var findings = new List<HealthFinding>();
        if (OwnerOnly.Mode(path, "700") is { } open) findings.Add(open);
        var owner = await OwnerOnly.Owner(path, context.Commands, ct);
        if (owner is not null && owner != Environment.UserName && !Environment.IsPrivilegedProcess)
        {
            findings.Add(HealthFinding.Problem(path, $"It belongs to {owner}; you are {Environment.UserName}.", $"Run doctor and the service as {owner}."));
        }
        if (findings.Count == 0) findings.Add(HealthFinding.Ok(path, $"Belongs to {owner ?? "its owner"} and is closed to others."));
        return findings;
    }
}
