namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>
/// One life of a Ganesha, as Ceph's client metadata names it. A Ganesha that is started again has another number, so what is said of a
/// dead one can never mean its successor.
/// </summary>
/// <param name="Host">The machine's own name (<c>uname -n</c>).</param>
/// <param name="Pid">Number of the process there.</param>
sealed record GaneshaProcess(string Host, int Pid)
{
    /// <inheritdoc/>
    public override string ToString() => $"process {Pid} on {Host}";
}

/// <summary>A Ganesha that has sessions with the file system's MDS.</summary>
/// <param name="Process">Whose they are.</param>
/// <param name="Address">Address from which it speaks to Ceph; null when the MDS does not say.</param>
sealed record GaneshaSessions(GaneshaProcess Process, string? Address)
{
    /// <summary>Nobody answered at the address just now: to call there only takes time, and whoever is to be fenced must not wait for that.</summary>
    public bool IsSilent { get; init; }
}
