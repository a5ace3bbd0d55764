namespace Abaca.Drivers.CephFs.Deployment;

/// <summary>Everything that a set of Ganesha machines needs: files for each machine, and commands to run once. Pure text.</summary>
public static class GaneshaFiles
{
    /// <summary>Where the health check lies on each machine.</summary>
    public const string CheckPath = "/usr/local/sbin/abaca-nfs-alive";

    const string UsualCephConfig = "/etc/ceph/ceph.conf";

    /// <summary>All files of all machines.</summary>
    public static IReadOnlyList<DeployedFile> Files(GaneshaDeployment set)
    {
        var files = new List<DeployedFile>();
        foreach (var (machine, place) in set.Machines.Select((machine, place) => (machine, place)))
        {
            files.Add(new DeployedFile(machine.Name, "/etc/ganesha/ganesha.conf", false, Ganesha(set, machine)));
            if (set.AllFloating is { Count: > 0 } floating)
                files.Add(new DeployedFile(machine.Name, "/etc/keepalived/keepalived.conf", false, KeepalivedFile.Of(set, machine, place, floating)));
        }
        if (set.User != "root") files.Add(new DeployedFile(null, NodeSudoers.Path, false, NodeSudoers.Lines(set.User)));
        files.Add(new DeployedFile(null, CheckPath, true, AliveCheck.Script));
        files.Add(new DeployedFile(null, HangWatch.Path, true, HangWatch.Script));
        files.Add(new DeployedFile(null, HangWatch.UnitPath, false, HangWatch.Unit(set.Port)));
        files.Add(new DeployedFile(null, "/etc/systemd/system/nfs-ganesha.service.d/abaca.conf", false, Service(set)));
        return files;
    }

    /// <summary>Commands for a machine with the Ceph administrator's keyring, once for the set; least privilege for each machine.</summary>
    public static IReadOnlyList<string> Commands(GaneshaDeployment set)
    {
        var commands = new List<string>
        {
            "# The index must exist before Ganesha starts; 'put' would empty one that is in use.",
            $"rados --pool {set.Pool} stat {set.Index} || rados --pool {set.Pool} create {set.Index}",
        };
        foreach (var machine in set.Machines)
        {
            commands.Add($"# {machine.Name}: reads exports, keeps its clients' state; files are reached with each export's own key.");
            commands.Add(
                $"ceph auth get-or-create client.ganesha-{machine.Name} mon 'allow r' "
                + $"osd '{ObjectCaps(set)}' "
                + $"-o /etc/ceph/ceph.client.ganesha-{machine.Name}.keyring     # then copy it to {machine.Name}");
        }
        var names = string.Join(' ', set.Machines.Select(machine => machine.Name));
        commands.Add("# Members of the grace database; a machine that goes for good is removed with 'remove NAME', or the others wait for it.");
        commands.Add($"ganesha-rados-grace --cephconf {set.CephConfig} --pool {set.Pool} --ns {set.RecoveryNamespace} add {names}");
        return commands;
    }

    /// <summary>
    /// What a machine may do with objects: read the exports, watch the index (a watch counts as a write), keep the grace database.
    /// Nothing else of the pool, where the files of tenants lie in namespaces of their own.
    /// </summary>
    public static string ObjectCaps(GaneshaDeployment set) =>
        $"allow r pool={set.Pool} namespace=\"\" object_prefix ganesha-export, "
        + $"allow rw pool={set.Pool} namespace=\"\" object_prefix {set.Index}, "
        + $"allow rw pool={set.Pool} namespace={set.RecoveryNamespace}";

    /// <summary>The main file of one machine: NFSv4, exports from RADOS, state of clients in RADOS.</summary>
    public static string Ganesha(GaneshaDeployment set, GaneshaMachine machine) => $$"""
        # NFS-Ganesha on {{machine.Name}} ({{machine.Address}}).
        NFS_CORE_PARAM {
            Protocols = 4;
            NFS_Port = {{set.Port}};
            # All addresses: the floating one comes and goes.
            Bind_addr = 0.0.0.0;
            Enable_NLM = false;
            Enable_RQUOTA = false;
            Enable_UDP = false;
        }
        NFSv4 {
            RecoveryBackend = rados_cluster;
            Minor_Versions = 0, 1, 2;
            Lease_Lifetime = {{set.LeaseSeconds}};
            Grace_Period = {{set.LeaseSeconds}};
            Delegations = false;
            Only_Numeric_Owners = true;
        }
        RADOS_KV {
            ceph_conf = "{{set.CephConfig}}";
            userid = "ganesha-{{machine.Name}}";
            pool = "{{set.Pool}}";
            namespace = "{{set.RecoveryNamespace}}";
            nodeid = "{{machine.Name}}";
        }
        RADOS_URLS {
            ceph_conf = "{{set.CephConfig}}";
            userid = "ganesha-{{machine.Name}}";
            # Woken by Abaca after each change; D-Bus applies it in any case.
            watch_url = "rados://{{set.Pool}}/{{set.Index}}";
        }
        CEPH { Ceph_Conf = "{{set.CephConfig}}"; }
        NFS_KRB5 { Active_krb5 = false; }
        EXPORT_DEFAULTS {
            Access_Type = NONE;
            SecType = sys;
            Squash = No_Root_Squash;
            Protocols = 4;
            Transports = TCP;
        }
        LOG { Default_Log_Level = EVENT; }
        %url rados://{{set.Pool}}/{{set.Index}}

        """.ReplaceLineEndings("\n");

    /// <summary>
    /// What the service's unit needs. Each export is a CephFS client of its own, with about 16 threads and some sockets. And a Ganesha that starts
    /// without an export loads its part for CephFS with the first one that comes over D-Bus, and then looks for the CEPH block in that
    /// export's text, which has none, instead of in the main file; without the block it looks where every Ceph client looks.
    /// </summary>
    static string Service(GaneshaDeployment set)
    {
        var environment = set.CephConfig == UsualCephConfig ? "" : $"""
            # The CEPH block of ganesha.conf is not read when the first export comes over D-Bus; this is.
            Environment=CEPH_CONF={set.CephConfig}

            """;
        return $"""
            [Unit]
            # Ends a Ganesha that hangs.
            Wants=abaca-nfs-watch.service

            [Service]
            # One that died, or was ended because it hung, is started anew.
            Restart=on-failure
            RestartSec=1
            # Every export is a CephFS client of its own: 16 threads and some sockets.
            TasksMax=infinity
            LimitNOFILE=1048576
            {environment}
            """.ReplaceLineEndings("\n");
    }

    /// <summary>keepalived of one machine; see <see cref="KeepalivedFile"/>.</summary>
    public static string Keepalived(GaneshaDeployment set, GaneshaMachine machine, int place, params FloatingAddress[] floating) =>
        KeepalivedFile.Of(set, machine, place, floating);
}
