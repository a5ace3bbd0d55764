using System.Diagnostics;

namespace Abaca.Tests.Drivers.Network;

/// <summary>
/// An NFS-Ganesha with fixed exports, apart from every driver: the clients that the suites trust are tried against it. Unless a test
/// says otherwise it has one, where the first client and a kernel guest may read and write, the second client only read, everyone else
/// nothing.
/// </summary>
public sealed class GaneshaAlone : IAsyncDisposable
{
    readonly string directory;
    Process? process;

    GaneshaAlone(ClientNamespaces net, string directory) => (Net, this.directory) = (net, directory);

    /// <summary>The network it serves.</summary>
    public ClientNamespaces Net { get; }

    /// <summary>What it has logged.</summary>
    public string Log => File.ReadAllText(Path.Combine(directory, "log"));

    /// <summary>Starts it in the server's namespace.</summary>
    /// <param name="net">The network it serves.</param>
    /// <param name="ct">Gives up.</param>
    /// <param name="exports">Its exports, as its configuration has them; null for the one.</param>
    /// <exception cref="InvalidOperationException">It did not come up; the message holds its log.</exception>
    public static async Task<GaneshaAlone> Start(ClientNamespaces net, CancellationToken ct, string? exports = null)
    {
        var ganesha = new GaneshaAlone(net, Directory.CreateTempSubdirectory("abaca-ganesha-").FullName);
        var clients = net.NfsClients();
        Directory.CreateDirectory(Path.Combine(ganesha.directory, "export"));
        var configuration = Path.Combine(ganesha.directory, "ganesha.conf");
        await File.WriteAllTextAsync(configuration, $$"""
            NFS_CORE_PARAM { Protocols = 4; NFS_Port = 2049; Enable_NLM = false; Enable_RQUOTA = false; Enable_UDP = false; fsid_device = true; }
            NFSV4 { Graceless = true; Minor_Versions = 0,1; RecoveryBackend = fs; RecoveryRoot = "{{ganesha.directory}}/recovery"; }
            NFS_KRB5 { Active_krb5 = false; }
            EXPORT_DEFAULTS { Access_Type = NONE; Protocols = 4; Transports = TCP; SecType = sys; Squash = No_Root_Squash; }
            {{exports ?? $$"""
                EXPORT {
                  Export_Id = 1; Path = "{{ganesha.directory}}/export"; Pseudo = "/export"; FSAL { Name = VFS; }
                  CLIENT { Clients = {{clients[0].Identity}}, {{clients[0].IdentityV6}}; Access_Type = RW; }
                  CLIENT { Clients = {{clients[1].Identity}}; Access_Type = RO; }
                  CLIENT { Clients = {{net.Host(31)}}; Access_Type = RW; }
                }
                """}}
            """, ct);
        string[] command =
        [
            .. net.ServerPrefix, "ganesha.nfsd", "-F", "-f", configuration,
            "-L", Path.Combine(ganesha.directory, "log"), "-p", Path.Combine(ganesha.directory, "pid"),
        ];
        ganesha.process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false });
        return ganesha;
    }

    /// <summary>Sends the server a signal: <c>STOP</c> makes it hang with its port open, <c>CONT</c> lets it go on.</summary>
    public async Task Signal(string signal, CancellationToken ct)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process!.Id}"]);
        await kill.WaitForExitAsync(ct);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false }) process.Kill(entireProcessTree: true);
        if (process is not null) await process.WaitForExitAsync();
        process?.Dispose();
        Directory.Delete(directory, recursive: true);
    }
}
