using Abaca.DriverSdk;

namespace Abaca.Server.Doctor;

/// <summary>Shares and snapshots in error.</summary>
sealed class SharesCheck : ICheck
{
    const int Named = 10;
    const string ManageError = "manage_error";

    /// <inheritdoc/>
    public string Name => "shares";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(Visit visit, CancellationToken ct)
    {
        if (await visit.Rows.Current(ct) is not { } db) return [];
        var shares = await db.Query(
            $"SELECT share_id, status FROM share_instances WHERE status = 'error' OR status LIKE '%\\_error' ESCAPE '\\' ORDER BY share_id LIMIT {Named}",
            row => ($"share {row.Text(0)}", row.Text(1)), ct);
        var snapshots = await db.Query(
            $"SELECT snapshot_id, status FROM snapshot_instances WHERE status = 'error' OR status LIKE 'error\\_%' ESCAPE '\\' OR status LIKE '%\\_error' ESCAPE '\\' ORDER BY snapshot_id LIMIT {Named}",
            row => ($"snapshot {row.Text(0)}", row.Text(1)), ct);
        List<HealthFinding> findings =
        [
            .. shares.Concat(snapshots).Select(found => HealthFinding.Warning(found.Item1, $"Its status is {found.Item2}.", $"abaca message list says why. {Remedy(found.Item1, found.Item2)}")),
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
