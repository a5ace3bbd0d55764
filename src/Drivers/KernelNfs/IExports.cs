using Abaca.DriverSdk;

namespace Abaca.Drivers.KernelNfs;

/// <summary>How a file server's NFS clients are let in.</summary>
public interface IExports
{
    /// <summary>Why this way cannot let a client in; null when it can.</summary>
    string? Problem(ExportClient client);

    /// <summary>Makes these the clients of a share, and returns when the server shows them. The same ones again change nothing.</summary>
    /// <param name="look">Looks the share up. Calls that do so at the same time are served together.</param>
    /// <param name="clients">All who are to be let in.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="StoppedException">It could not be done, or not be seen.</exception>
    Task Set(Func<Task<ExportedShare>> look, IReadOnlyList<ExportClient> clients, CancellationToken ct);

    /// <summary>
    /// After the share was mounted anew: makes the server show again what it should. zfs-fuse, in unmounting, takes off every export of the
    /// directory, also those that it has not made.
    /// </summary>
    Task Renew(ExportedShare share, CancellationToken ct);

    /// <summary>The clients that the server lets in now.</summary>
    Task<IReadOnlyList<ExportClient>> Read(ExportedShare share, CancellationToken ct);

    /// <summary>Nobody reaches the share any more; for a share whose storage may be gone. Not exported is done.</summary>
    Task Forget(string instanceId, CancellationToken ct);
}

/// <summary>A share as it is exported.</summary>
/// <param name="InstanceId">Id of the share instance; also names the file system to NFS clients, so it stays when paths change.</param>
/// <param name="Source">What is mounted there, as its storage calls it: a dataset, a volume.</param>
/// <param name="Path">Directory on the file server.</param>
public sealed record ExportedShare(string InstanceId, string Source, string Path);
