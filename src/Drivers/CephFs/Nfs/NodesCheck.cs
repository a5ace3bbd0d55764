using Abaca.DriverSdk;
using Abaca.Drivers.Ganesha;

namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>Every Ganesha node as the service will meet it: key, way there, host key, bus, rules of sudo, NFS port, and who watches the index.</summary>
sealed class NodesCheck(CephBackend backend) : IBackendCheck
{
    static readonly TimeSpan NotifyTime = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public string Name => "nodes";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default)
    {
        await using var set = NodeSet.From(backend.Settings, backend.NearGanesha);
        if (KeyProblem(set.Options) is { } unusable) return [unusable];
        var looks = await Task.WhenAll(set.Nodes.Select(node => Look(set.Options, node, ct)));
        var serving = looks.Count(findings => findings.All(finding => finding.Health != Health.Problem));
        return [.. looks.SelectMany(findings => findings), .. await Watch(set, serving, ct)];
    }

    static HealthFinding? KeyProblem(GaneshaOptions options)
    {
        if (!options.IsRemote || options.KeyPath is not { } path) return null;
        try
        {
            using var key = File.OpenRead(path);
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return HealthFinding.Problem(path, $"The private key for the Ganesha nodes cannot be read: {problem.Message}", "Correct cephfs_ganesha_path_to_private_key, or let the service's user read the file.");
        }
    }

    static async Task<IReadOnlyList<HealthFinding>> Look(GaneshaOptions options, NfsNode node, CancellationToken ct)
    {
        var process = await node.WatchedBus.Process(ct);
        if (process.End == BusEnd.NotRunning) return [await NotRunning(options, node, ct)];
        if (process.End != BusEnd.Done)
        {
            return
            [
                node.WhyRefused() is { } why
                    ? HealthFinding.Problem(node.Name, why, "Do as it says, and look again: until then changes of rules and deletions are refused.")
                    : HealthFinding.Problem(node.Name, $"Its Ganesha cannot be asked: {process.Text}", "Look whether the machine is up, its sshd answers, and dbus-send (dbus-bin) is there with the system's bus running."),
            ];
        }
        var shown = await node.Bus.Show(ct);
        if (shown.End != BusEnd.Done)
        {
            return
            [
                HealthFinding.Problem(node.Name, $"{options.User} may not ask its Ganesha for the exports: {shown.Text}", node.UsesSudo
                    ? $"Lay down the rules of sudo there: abaca config ganesha --user {options.User} writes etc/sudoers.d/abaca-ganesha."
                    : "Look at the policy of the system's bus for org.ganesha.nfsd (/etc/dbus-1/system.d/nfs-ganesha-dbus.conf)."),
            ];
        }
        var fine = HealthFinding.Ok(node.Name, $"Its Ganesha answers and shows {shown.Value!.Count} exports.");
        return node.HasNewKey()
            ? [fine, HealthFinding.Warning(node.Name, "Its host key is not known yet: the service pins whatever the address shows first.", $"Compare ssh-keyscan {node.Name} with the machine, and list the keys of all nodes in the file of cephfs_ganesha_known_hosts.")]
            : [fine];
    }

    static async Task<HealthFinding> NotRunning(GaneshaOptions options, NfsNode node, CancellationToken ct) =>
        await NodeReach.ServesNfs(options.IsRemote ? node.Name : "127.0.0.1", ct)
            ? HealthFinding.Problem(node.Name, "No Ganesha runs there, and something else holds the NFS port 2049.", "ss -ltnp 'sport = :2049' on the machine shows who (the kernel's NFS server has no process: systemctl disable --now nfs-server). Then start Ganesha: systemctl start nfs-ganesha")
            : HealthFinding.Problem(node.Name, "No Ganesha runs there.", "Start it: systemctl start nfs-ganesha; its log is /var/log/ganesha/ganesha.log.");

    /// <summary>Whoever cannot be told of a change is woken by the index, if it watches that.</summary>
    async Task<IReadOnlyList<HealthFinding>> Watch(NodeSet set, int serving, CancellationToken ct)
    {
        var (pool, index) = (set.Options.Store.Pool!, set.Options.Store.Index);
        // Why the index cannot be reached is the cluster check's to say, and without a Ganesha nobody watches.
        if (serving == 0 || await backend.Cluster.Pool(pool).Watchers(index, NotifyTime, ct) is not { } watchers) return [];
        var where = $"rados://{pool}/{index}";
        return watchers >= serving
            ? [HealthFinding.Ok(where, $"{watchers} Ganeshas watch the index.")]
            : [HealthFinding.Warning(where, $"Only {watchers} of {serving} Ganeshas watch the index: the others miss changes that they cannot be told of.", $"watch_url in RADOS_URLS of ganesha.conf is {where} (abaca config ganesha writes it), and the node's identity may write that object; then restart its Ganesha.")];
    }
}
