using Abaca.Server.Quotas;

namespace Abaca.Server.Ledgers;

/// <summary>A number in a ledger that the rows do not bear out.</summary>
/// <param name="Ledger">quota or pool.</param>
/// <param name="Of">Whose quota, or which pool.</param>
/// <param name="Resource">What is counted.</param>
/// <param name="Booked">What the ledger says.</param>
/// <param name="Rows">What the rows say.</param>
public sealed record LedgerDifference(string Ledger, string Of, string Resource, long Booked, long Rows)
{
    /// <summary>The name of the ledger of quotas.</summary>
    public const string Quota = "quota";

    /// <summary>The name of the ledger of pools.</summary>
    public const string Pool = "pool";

    internal static LedgerDifference OfQuota(QuotaScope scope, string resource, long booked, long rows) => new(
        Quota,
        scope.Kind switch
        {
            QuotaScope.UserKind => $"project {scope.ProjectId}, user {scope.Id}",
            QuotaScope.TypeKind => $"project {scope.ProjectId}, share type {scope.Id}",
            _ => $"project {scope.ProjectId}",
        },
        resource, booked, rows);
}
