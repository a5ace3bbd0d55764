namespace Abaca.Server.Doctor;

/// <summary>Whether the tables are those of this binary.</summary>
sealed class MigrationsCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "migrations";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(HealthCheckContext context, CancellationToken ct)
    {
        if (await context.Rows.Schema(ct) is not { } schema) return [];
        var file = context.Rows.File;
        if (schema.Problem is { } problem) return [HealthFinding.Problem(file, problem, "Use the binary that fits the database, or restore a backup that fits this one.")];
        return schema.Pending.Count > 0
            ? [HealthFinding.Warning(file, $"{schema.Pending.Count} migrations have not run: {string.Join(", ", schema.Pending)}.",
                "Make a backup (abaca db backup FILE), then start the service of this version, or run: abaca db migrate")]
            : [HealthFinding.Ok(file, $"All {schema.Applied.Count} migrations ran.")];
    }
}
