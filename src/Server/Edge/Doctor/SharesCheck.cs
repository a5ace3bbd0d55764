namespace Abaca.Server.Doctor;

/// <summary>Shares and snapshots in error.</summary>
sealed class SharesCheck : ICheck
{
    const int Named = 10;
    const string ManageError = "manage_error";

    static readonly Columns<(string Resource, string Status)> Shares = new(c => ($"share {c.Text("share_id")}", c.Text("status")));

    static readonly Columns<(string Resource, string Status)> Snapshots = new(c => ($"snapshot {c.Text("snapshot_id")}", c.Text("status")));

    /// <inheritdoc/>
    public string Name => "shares";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(HealthCheckContext context, CancellationToken ct)
    {
        if (await context.Rows.Current(ct) is not { } db) return [];
        var shares = await db.Query(
            Shares, $"FROM share_instances WHERE status = 'error' OR status LIKE '%\\_error' ESCAPE '\\' ORDER BY share_id LIMIT {Named}", ct);
        var snapshots = await db.Query(
            Snapshots, $"FROM snapshot_instances WHERE status = 'error' OR status LIKE 'error\\_%' ESCAPE '\\' OR status LIKE '%\\_error' ESCAPE '\\' ORDER BY snapshot_id LIMIT {Named}", ct);
        List<HealthFinding> findings =
        [
            .. shares.Concat(snapshots).Select(found => HealthFinding.Warning(found.Resource, $"Its status is {found.Status}.", $"abaca message list says why. {Remedy(found.Resource, found.Status)}")),
        ];
        if (findings.Count == 0) findings.Add(HealthFinding.Ok("this database", "No share or snapshot is in error."));
        return findings;
    }

    /// <summary>What was never taken over has no size and nothing behind it: no status makes it usable.</summary>
    static string Remedy(string resource, string status)
    {
        var noun = resource.Split(' ')[0];
        return status == ManageError
            ? $"When the cause is mended, let go of it and take it over again (abaca {noun} unmanage, then abaca {noun} manage)."
            : $"When the cause is mended, reset its status (abaca {noun} reset-status).";
    }
}
