namespace Abaca.Server.Quotas;

/// <summary>What a change takes from (or gives back to) the quotas of a project, a user and a share type.</summary>
/// <param name="ProjectId">Project that pays.</param>
/// <param name="UserId">User whose own limits count too.</param>
/// <param name="ShareTypeId">Share type whose own limits count too, or null.</param>
/// <param name="Amounts">How much of what; sizes are GiB. Each resource stands here once.</param>
public sealed record QuotaClaim(string ProjectId, string UserId, string? ShareTypeId, params IReadOnlyList<(QuotaResource Resource, int Amount)> Amounts)
{
    /// <summary>Size of one share, compared with <c>per_share_gigabytes</c>; 0: not compared.</summary>
    public int OneShareGigabytes { get; init; }

    /// <summary>It is there whatever the limits say, so that only its size as one share can be refused.</summary>
    public bool EvenBeyondLimits { get; init; }

    /// <summary>The same, given back.</summary>
    public QuotaClaim Negated => this with { Amounts = [.. Amounts.Select(a => (a.Resource, -a.Amount))], OneShareGigabytes = 0 };
}
