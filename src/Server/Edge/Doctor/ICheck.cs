namespace Abaca.Server.Doctor;

/// <summary>One thing that <c>abaca doctor</c> looks at. It changes nothing and is safe beside a running service.</summary>
public interface ICheck
{
    /// <summary>A word or two, as printed.</summary>
    string Name { get; }

    /// <summary>Looks, and says what it saw; nothing to say is an empty list.</summary>
    Task<IReadOnlyList<HealthFinding>> Look(HealthCheckContext context, CancellationToken ct);
}
