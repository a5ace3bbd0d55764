using System.Globalization;

namespace Abaca.Drivers.CephFs.Deployment;

/// <summary>
/// keepalived of one machine: an address moves when Ganesha stops answering. Two misses in a row, a second apart: one alone is a busy moment, and
/// moving costs every client an interruption.
/// </summary>
static class KeepalivedFile
{
    /// <summary>The whole file.</summary>
    /// <param name="set">The machines.</param>
    /// <param name="machine">Whose it is.</param>
    /// <param name="place">Its number among the machines.</param>
    /// <param name="floating">At least one.</param>
    public static string Of(GaneshaDeployment set, GaneshaMachine machine, int place, IReadOnlyList<FloatingAddress> floating) => $$"""
        # Floating address of the NFS machines, on {{machine.Name}} ({{machine.Address}}).
        global_defs {
            router_id nfs-{{machine.Name}}
            vrrp_version 3
            enable_script_security
            script_user root
        }
        vrrp_script ganesha {
            script "{{GaneshaFiles.CheckPath}} {{set.Port}}"
            interval 1
            timeout 2
            # One miss is no death.
            fall 2
            rise 2
            init_fail
        }

        """.ReplaceLineEndings("\n") + string.Concat(floating.Select((address, number) => Instance(set, place, number, address, floating.Count > 1)));

    /// <summary>
    /// With one address none is taken back, since that interrupts the clients again. With several, each goes back to its own machine once that has
    /// been in order for longer than its grace, or one machine would have them all after the first failure.
    /// </summary>
    static string Instance(GaneshaDeployment set, int place, int number, FloatingAddress address, bool several)
    {
        // 200 on the preferred machine, and down from there in the machines' order.
        var distance = (place - (number % set.Machines.Count) + set.Machines.Count) % set.Machines.Count;
        var name = number == 0 ? "nfs" : string.Create(CultureInfo.InvariantCulture, $"nfs{number + 1}");
        var back = several
            ? $"# Each address has a machine of its own, and goes back to it after the grace of NFS is over there.\n    preempt_delay {set.LeaseSeconds + 5}"
            : "# Coming back costs the clients another interruption: the address stays where it is.\n    nopreempt";
        return $$"""
            vrrp_instance {{name}} {
                state BACKUP
                {{back}}
                interface {{set.Interface}}
                virtual_router_id {{set.RouterId + number}}
                priority {{200 - distance}}
                advert_int 0.2
                virtual_ipaddress {
                    {{address.Address}}/{{address.Prefix}}
                }
                track_script {
                    ganesha
                }
            }

            """.ReplaceLineEndings("\n");
    }
}
