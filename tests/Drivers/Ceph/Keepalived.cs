namespace Abaca.Tests.Drivers.Ceph;

/// <summary>How one node takes part in holding a floating address.</summary>
/// <param name="Address">The floating address.</param>
/// <param name="Priority">The highest one that can serve takes it.</param>
/// <param name="Prefix">What to put before command lines to run them on the node.</param>
/// <param name="Check">A command that succeeds while the node can serve; run every second.</param>
/// <param name="Configuration">Its configuration as somebody else wrote it; null for the fixture's own.</param>
public sealed record KeepalivedOptions(
    string Address, int Priority, IReadOnlyList<string> Prefix, IReadOnlyList<string> Check, string? Configuration = null);

/// <summary>keepalived on one node (VRRP); dies with the test process.</summary>
public sealed class Keepalived : IAsyncDisposable
{
    const string Name = "keepalived";

    readonly string place;
    readonly KeepalivedOptions options;
    readonly Daemons daemons;

    Keepalived(string place, KeepalivedOptions options) => (this.place, this.options, daemons) = (place, options, new Daemons(place));

    /// <summary>Starts it with its files in a directory.</summary>
    public static async Task<Keepalived> Make(string place, KeepalivedOptions options, CancellationToken ct = default)
    {
        Daemons.Need((Name, Name), ("ip", "iproute2"));
        var keepalived = new Keepalived(Directory.CreateDirectory(place).FullName, options);
        await keepalived.Write(ct);
        await keepalived.Start(ct);
        return keepalived;
    }

    /// <summary>Starts it again when it is dead.</summary>
    public Task Start(CancellationToken ct = default) => daemons.Run(
        Name,
        [
            .. options.Prefix, Name, "--dont-fork", "--log-console", "--vrrp", "--use-file", Path.Combine(place, "keepalived.conf"),
            "--pid", Path.Combine(place, "pid"), "--vrrp_pid", Path.Combine(place, "vrrp.pid"),
        ],
        environment: null, ct);

    /// <summary>SIGKILL.</summary>
    public Task Kill(CancellationToken ct = default) => daemons.Kill(Name, ct);

    /// <summary>An orderly end: the address goes to the other node at once.</summary>
    public Task Stop(CancellationToken ct = default) => daemons.End(Name, "TERM", ct);

    /// <summary>Whether the node has the floating address.</summary>
    public async Task<bool> Holds(CancellationToken ct = default) =>
        (await Tool.Run([.. options.Prefix, "ip", "-4", "-o", "addr", "show", "dev", "eth0"], ct)).Contains($" {options.Address}/", StringComparison.Ordinal);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => daemons.DisposeAsync();

    async Task Write(CancellationToken ct)
    {
        var check = Path.Combine(place, "check");
        await File.WriteAllTextAsync(check, $"#!/bin/bash\nexec {string.Join(' ', options.Check.Select(Quoted))}\n", ct);
        File.SetUnixFileMode(check, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(Path.Combine(place, "keepalived.conf"), options.Configuration ?? $$"""
            global_defs {
              router_id priority-{{options.Priority}}
              vrrp_version 3
              enable_script_security
              script_user root
              vrrp_garp_master_repeat 2
            }
            vrrp_script nfs {
              script "{{check}}"
              interval 1
              timeout 1
              fall 1
              rise 1
            }
            vrrp_instance floating {
              state BACKUP
              interface eth0
              virtual_router_id 77
              priority {{options.Priority}}
              advert_int 0.2
              nopreempt
              virtual_ipaddress {
                {{options.Address}}/24 dev eth0
              }
              track_script {
                nfs
              }
            }

            """, ct);
    }

    static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
