namespace Abaca.Server.Quotas;

/// <summary>A limit would be exceeded: 413, except where a use case gives it the status that Manila has in that place.</summary>
/// <param name="resource">Wire name of the resource, for example <c>gigabytes</c>.</param>
/// <param name="message">For the caller: limit, use and what was asked.</param>
public sealed class OverQuota(string resource, string message) : ApiRefusal(413, message)
{
    /// <summary>Wire name of the resource.</summary>
    public string Resource { get; } = resource;
}
