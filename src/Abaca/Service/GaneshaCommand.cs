using Abaca.Drivers.CephFs.Deployment;

namespace Abaca.Service;

/// <summary><c>abaca config ganesha</c>: everything that a set of NFS-Ganesha machines on CephFS needs.</summary>
sealed class GaneshaCommand
{
    readonly Option<string[]> nodes = new("--node") { Description = "NAME=ADDRESS of a machine; give one for each.", Required = true };
    readonly Option<string[]> floating = new("--floating") { Description = "ADDRESS/PREFIX that clients mount from, kept by keepalived; may be given several times: each prefers another machine." };
    readonly Option<string?> user = new("--user") { Description = "Who logs in on the machines from the service; default: the section's cephfs_ganesha_server_username. Another than root gets sudo rules." };
    readonly Option<string> device = new("--interface") { Description = "Network interface of the floating address.", DefaultValueFactory = _ => "eth0" };
    readonly Option<int> router = new("--router-id") { Description = "VRRP router id of the first floating address, 1 to 255; further ones get the next.", DefaultValueFactory = _ => 51 };
    readonly Option<string> backend = new("--backend") { Description = "Section of the configuration: pool and index are taken from there.", DefaultValueFactory = _ => "cephfsnfs" };
    readonly Option<int> lease = new("--lease") { Description = "NFSv4 lease and grace in seconds.", DefaultValueFactory = _ => 10 };
    readonly Option<int> port = new("--port") { Description = "TCP port of NFS.", DefaultValueFactory = _ => 2049 };
    readonly Option<string?> directory = new("--out") { Description = "Directory to write to, one directory per machine in it; without it everything is printed." };
    readonly ServiceFiles files = new();

    /// <summary>The command.</summary>
    public Command Build()
    {
        var command = new Command("ganesha", "Writes the configuration of the NFS-Ganesha machines of a CephFS backend, and the commands to run once.");
        Option[] options = [nodes, floating, user, device, router, backend, lease, port, directory];
        foreach (var option in options) command.Options.Add(option);
        files.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        var problems = new List<string>();
        var set = Read(parsed, problems);
        if (problems.Count > 0)
        {
            problems.ForEach(Console.Error.WriteLine);
            return 2;
        }
        var laid = GaneshaFiles.Files(set);
        if (parsed.GetValue(directory) is { } target) Write(target, set, laid);
        else Print(laid);
        if (parsed.GetValue(directory) is { } place) WriteOnce(place, set);
        Console.WriteLine("# Once, with the Ceph administrator's keyring:");
        foreach (var line in GaneshaFiles.Commands(set)) Console.WriteLine(line);
        return 0;
    }

    GaneshaDeployment Read(ParseResult parsed, List<string> problems)
    {
        var machines = new List<GaneshaMachine>();
        foreach (var text in parsed.GetValue(nodes) ?? [])
            if (GaneshaDeploymentText.Machine(text) is { } machine) machines.Add(machine);
            else problems.Add($"--node {text}: write NAME=ADDRESS, with letters, digits and hyphens in the name, for example a=192.0.2.11");
        if (machines.DistinctBy(machine => machine.Name).Count() != machines.Count) problems.Add("--node: two machines have the same name");
        var shared = new List<FloatingAddress>();
        foreach (var text in parsed.GetValue(floating) ?? [])
            if (GaneshaDeploymentText.Floating(text) is { } address) shared.Add(address);
            else problems.Add($"--floating {text}: write ADDRESS/PREFIX, for example 192.0.2.10/24");
        if (shared.DistinctBy(one => one.Address).Count() != shared.Count) problems.Add("--floating: an address is given twice");
        if (parsed.GetValue(router) is < 1 || parsed.GetValue(router) + Math.Max(0, shared.Count - 1) > 255) problems.Add("--router-id: 1 to 255, for each floating address one");
        if (parsed.GetValue(lease) is < 2 or > 120) problems.Add("--lease: 2 to 120 seconds");
        return Placed(parsed, new GaneshaDeployment(machines, shared.FirstOrDefault(), parsed.GetValue(device)!)
        {
            FurtherFloating = [.. shared.Skip(1)],
            RouterId = parsed.GetValue(router),
            LeaseSeconds = parsed.GetValue(lease),
            Port = parsed.GetValue(port),
        });
    }

    /// <summary>Pool and index as the backend's section says; without such a section they keep their defaults.</summary>
    GaneshaDeployment Placed(ParseResult parsed, GaneshaDeployment set)
    {
        var section = files.Load(parsed).Options.Backends.FirstOrDefault(found => found.Section == parsed.GetValue(backend));
        string Of(string option, string otherwise) => section?.Values.GetValueOrDefault(option) is { Length: > 0 } value ? value : otherwise;
        return set with
        {
            Pool = Of("ganesha_rados_store_pool_name", set.Pool),
            Index = Of("ganesha_rados_export_index", set.Index),
            CephConfig = Of("cephfs_conf_path", set.CephConfig),
            User = parsed.GetValue(user) ?? Of("cephfs_ganesha_server_username", set.User),
        };
    }

    static void Print(IReadOnlyList<DeployedFile> laid)
    {
        foreach (var file in laid)
        {
            Console.WriteLine($"# ---- {file.Machine ?? "every machine"}: {file.Path}{(file.Executable ? " (mode 755)" : "")}");
            Console.WriteLine(file.Content);
        }
    }

    static void WriteOnce(string target, GaneshaDeployment set)
    {
        var path = Path.Combine(target, "once.sh");
        File.WriteAllText(path, string.Concat(GaneshaFiles.Commands(set).Select(line => line + "\n")));
        File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32("755", 8));
        Console.WriteLine(path);
    }

    static void Write(string target, GaneshaDeployment set, IReadOnlyList<DeployedFile> laid)
    {
        foreach (var file in laid)
            foreach (var machine in file.Machine is { } one ? [one] : set.Machines.Select(machine => machine.Name))
            {
                var path = Path.Combine(target, machine, file.Path.TrimStart('/'));
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, file.Content);
                // sudo takes no file that others may write.
                var mode = file.Executable ? "755" : file.Path == NodeSudoers.Path ? "440" : "644";
                File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(mode, 8));
                Console.WriteLine(path);
            }
        Console.WriteLine($"# Copy each machine's tree over its root, for example: rsync -a {target}/{set.Machines[0].Name}/ root@{set.Machines[0].Address}:/");
    }
}
