using Abaca.Server.Data;
using Abaca.Server.Http;

namespace Abaca.Server.Quotas;

/// <summary>Limits and what is used of them; use changes only in the transaction of the rows it counts, so it cannot drift.</summary>
public interface IQuotas
{
    /// <summary>Takes the claim, or gives back what is negative; giving back is never refused.</summary>
    /// <exception cref="OverQuota">A limit would be exceeded; nothing was taken.</exception>
    Task Take(Tx tx, QuotaClaim claim, CancellationToken ct = default);
}

/// <summary>A limit would be exceeded: 413, except where a use case gives it the status that Manila has in that place.</summary>
/// <param name="resource">Wire name of the resource, for example <c>gigabytes</c>.</param>
/// <param name="message">For the caller: limit, use and what was asked.</param>
public sealed class OverQuota(string resource, string message) : ApiRefusal(413, message)
{
    /// <summary>Wire name of the resource.</summary>
    public string Resource { get; } = resource;
}
