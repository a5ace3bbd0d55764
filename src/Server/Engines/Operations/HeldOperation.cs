namespace Abaca.Server.Operations;

/// <summary>An operation that this process has leased, until it ends, is given back or is lost.</summary>
/// <param name="claimed">As claimed.</param>
/// <param name="lease">Its lease.</param>
sealed class HeldOperation(Operation claimed, Lease lease) : ILeased
{
    /// <summary>As last saved.</summary>
    public Operation Now { get; set; } = claimed;

    /// <inheritdoc/>
    public string Id => Now.Id;

    /// <inheritdoc/>
    public string Project { get; } = claimed.Subject.ProjectId;

    /// <inheritdoc/>
    public Lease Lease => lease;

    /// <summary>Cancelled when its lease is lost or the process must end.</summary>
    public CancellationToken Token => lease.Token;

    /// <summary>Whether no further step should begin here.</summary>
    public bool ShouldPause => lease.Ending.Soon.IsCancellationRequested || lease.Token.IsCancellationRequested;
}
