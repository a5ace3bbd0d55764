using Abaca.Drivers.Ganesha;

namespace Abaca.Drivers.CephFs.Deployment;

/// <summary>
/// What runs beside Ganesha on its machine and ends one that hangs; systemd then starts it anew. It is not done from here: the machine's own service
/// manager owns Ganesha, and silence on the way to it says nothing of it. The rules are those of <see cref="GaneshaPulse"/>.
/// </summary>
public static class HangWatch
{
    /// <summary>Where it lies on each machine.</summary>
    public const string Path = "/usr/local/sbin/abaca-nfs-watch";

    /// <summary>Its unit.</summary>
    public const string UnitPath = "/etc/systemd/system/abaca-nfs-watch.service";

    /// <summary>
    /// A bash script: port (2049), Ganesha's unit (nfs-ganesha.service) and address (127.0.0.1) as arguments. A Ganesha that has answered since it was started and then not for
    /// half a minute, each question waiting for ten seconds, is killed, unless a thread of it waits for a disk: that one could not end, and would
    /// help nobody by it. One that has never answered is starting, perhaps until Ceph answers: a kill would only begin that anew.
    /// </summary>
    public static string Script => $$"""
        #!/bin/bash
        # Ends an NFS server that hangs, so that systemd starts it anew (Restart=on-failure).
        # Usage: abaca-nfs-watch [PORT [UNIT [ADDRESS]]]
        port=${1:-2049} unit=${2:-nfs-ganesha.service} address=${3:-127.0.0.1}
        main() { systemctl show --property=MainPID --value "$unit"; }
        known=0 answered=
        while sleep 2; do
          pid=$(main)
          # A new one is starting until it has answered.
          [[ $pid == "$known" ]] || { known=$pid; answered=; }
          (( pid > 0 )) || continue
          if {{GaneshaFiles.CheckPath}} "$port" "$address" 10; then answered=$SECONDS; continue; fi
          [[ -n $answered ]] && (( SECONDS - answered >= {{GaneshaPulse.Longest.TotalSeconds:0}} )) || continue
          # Whoever waits for a disk cannot end, and is not to blame.
          grep -qs '^State:[[:space:]]*D' "/proc/$pid/task/"*/status && continue
          [[ $(main) == "$pid" ]] || continue
          echo "NFS-Ganesha (process $pid) hangs: it has not answered for {{GaneshaPulse.Longest.TotalSeconds:0}} s. It is ended, and started anew."
          systemctl kill --kill-who=main --signal=KILL "$unit"
        done

        """.ReplaceLineEndings("\n");

    /// <summary>The unit; Ganesha's own wants it.</summary>
    /// <param name="port">Ganesha's port.</param>
    public static string Unit(int port) => $"""
        [Unit]
        Description=Ends an NFS-Ganesha that hangs, so that it is started anew
        After=nfs-ganesha.service

        [Service]
        ExecStart={Path} {port}
        Restart=always
        RestartSec=5

        """.ReplaceLineEndings("\n");
}
