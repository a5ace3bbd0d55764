using Abaca.Server.Hosting;

namespace Abaca.Server.Doctor;

/// <summary>The database file: it opens, others cannot read it, and SQLite finds no damage.</summary>
sealed class DatabaseCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "database";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(HealthCheckContext context, CancellationToken ct)
    {
        var rows = context.Rows;
        if ((rows.Db is { Dialect.IsServer: false } || (rows.Db is null && !rows.Exists)) && await KnownDeployment.Problem(context.Options, ct) is { } unknown)
            return [HealthFinding.Problem(rows.File, unknown, "Do as it says, then run doctor again.")];
        if (rows.Db is null)
        {
            return rows.File.Length > 0 && !rows.Exists
                ? [HealthFinding.Ok(rows.File, "Not there yet; the first start makes it.")]
                : [HealthFinding.Problem(rows.File.Length > 0 ? rows.File : "[database] connection", rows.Trouble!, "Do as it says, then run doctor again.")];
        }
        if (rows.Db.Dialect.IsServer) return [await Server(rows, ct)];
        var findings = new List<HealthFinding>();
        if (OwnerOnly.Mode(rows.File, "600") is { } open) findings.Add(open);
        findings.Add(await Integrity(rows, ct));
        return findings;
    }

    static async Task<HealthFinding> Server(StoredRows rows, CancellationToken ct)
    {
        try
        {
            var said = await rows.Db!.Text(Sql.Raw("SELECT version()"), ct);
            return HealthFinding.Ok(rows.File, $"Answers: {said}");
        }
        catch (DatabaseUnavailable trouble)
        {
            return HealthFinding.Problem(rows.File, trouble.Message, "Do as it says, then run doctor again.");
        }
    }

    static async Task<HealthFinding> Integrity(StoredRows rows, CancellationToken ct)
    {
        try
        {
            return await rows.Db!.Damage(ct) is { } said
                ? Damaged(rows, said)
                : HealthFinding.Ok(rows.File, "Opens, and SQLite finds no damage.");
        }
        catch (DatabaseUnavailable trouble)
        {
            return Damaged(rows, trouble.Message);
        }
    }

    static HealthFinding Damaged(StoredRows rows, string said) => HealthFinding.Problem(
        rows.File, $"The file is damaged: {said}", "Stop the service and put a backup in its place: abaca db restore FILE. What was there is kept beside it.");
}
