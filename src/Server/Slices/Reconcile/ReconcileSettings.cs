namespace Abaca.Server.Reconcile;

/// <summary>Configuration of the slice.</summary>
/// <param name="Backends">Every configured backend in its order, started or not.</param>
public sealed record ReconcileSettings(IReadOnlyList<KnownBackend> Backends)
{
    /// <summary>Projects are those of the identity that is built in, so that it can be asked whether one is there.</summary>
    public bool OwnsProjects { get; init; }

    /// <summary>How long a backend may take to say what it holds: a little less than a client waits for an answer (two minutes).</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(100);
}

/// <summary>A configured backend.</summary>
/// <param name="ServiceHost"><c>host@backend</c>.</param>
/// <param name="Driver">Name of its driver.</param>
public sealed record KnownBackend(string ServiceHost, string Driver);
