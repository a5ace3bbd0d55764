using Abaca.Server.Ledgers;

namespace Abaca.Server.Doctor;

/// <summary>What is booked of quotas and pools, against the rows that it counts.</summary>
sealed class LedgerCheck : ICheck
{
    const int Named = 20;

    /// <inheritdoc/>
    public string Name => "books";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(HealthCheckContext context, CancellationToken ct)
    {
        if (await context.Rows.Current(ct) is not { } db) return [];
        var wrong = await new LedgerAudit(db).Compare(ct);
        if (wrong.Count == 0) return [HealthFinding.Ok("this database", "Quotas and pools are booked as the rows say.")];
        return
        [
            .. wrong.Take(Named).Select(d => HealthFinding.Problem(
                $"{d.Ledger} of {d.Of}",
                string.Create(CultureInfo.InvariantCulture, $"{d.Booked} {d.Resource} are booked, and the rows say {d.Rows}."),
                "abaca quota verify shows all of them, and abaca quota verify --fix corrects them beside the running service.")),
        ];
    }
}
