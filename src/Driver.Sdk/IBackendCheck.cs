namespace Abaca.DriverSdk;

/// <summary>
/// One thing that a driver knows how to check from outside, for <c>abaca doctor</c>. It runs beside a service that may or may not
/// be up: it looks, and changes nothing.
/// </summary>
public interface IBackendCheck
{
    /// <summary>A word or two: what is looked at.</summary>
    string Name { get; }

    /// <summary>Looks, and says what it saw. Nothing to say is an empty list.</summary>
    /// <param name="shares">What the service's database says; null when it cannot be read.</param>
    /// <param name="ct">Gives up.</param>
    Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default);
}

/// <summary>What the service's database says of one backend.</summary>
/// <param name="Known">Ids of all share instances that may have left a trace on the backend.</param>
/// <param name="Settled">Those of them that must be there: available, with nothing going on.</param>
public sealed record ExpectedShares(IReadOnlySet<string> Known, IReadOnlySet<string> Settled)
{
    /// <summary>
    /// Ids of the share instances of every other section and host: several may keep their shares on one storage, so that none of these is left over.
    /// </summary>
    public IReadOnlySet<string> Elsewhere { get; init; } = new HashSet<string>();

    /// <summary>Section of the backend.</summary>
    public string Section { get; init; } = "";
}
