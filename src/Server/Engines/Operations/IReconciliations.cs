namespace Abaca.Server.Operations;

/// <summary>Asks for reconciliation. A process boundary: the reconciler may live in another process.</summary>
public interface IReconciliations
{
    /// <summary>
    /// Writes into the caller's transaction that a resource must be looked at, and signals the lane's worker after the commit. Marking
    /// what is marked already is fine, also while it is worked on: then it is looked at once more.
    /// </summary>
    /// <param name="tx">The transaction that changes what is wanted.</param>
    /// <param name="kind">See <see cref="Reconciler.Kind"/>.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="lane">Who may do it.</param>
    /// <param name="ct">Cancels the call.</param>
    Task Mark(Tx tx, string kind, ReconciledResource resource, string lane, CancellationToken ct = default);

    /// <summary>Forgets a resource, which is gone. One that is being worked on right now is finished first and then forgotten.</summary>
    Task Forget(Tx tx, string kind, string resourceId, CancellationToken ct = default);
}

/// <summary>What is to be looked at.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ProjectId">The project that owns it: in a lane projects take turns.</param>
public readonly record struct ReconciledResource(string Id, string ProjectId);
