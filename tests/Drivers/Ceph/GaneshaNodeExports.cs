using Abaca.Tests.Drivers.Conformance;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>Exports made by hand, in the way of the index object, for tests of the fixture itself.</summary>
static class GaneshaNodeExports
{
    /// <summary>Makes a subvolume and an export object with these clients, lists it in the index and wakes the nodes; they show it on return.</summary>
    /// <returns>The pseudo path.</returns>
    public static async Task<string> Add(
        CephCluster cluster, IReadOnlyList<GaneshaNode> nodes, int id, IReadOnlyList<(string Address, string Level)> clients, CancellationToken ct)
    {
        var (name, options) = ($"share{id}", nodes[0].Options);
        await cluster.Manager("fs subvolume create", ct, ("vol_name", "cephfs"), ("sub_name", name), ("size", 64L << 20), ("mode", "777"));
        var path = (await cluster.Manager("fs subvolume getpath", ct, ("vol_name", "cephfs"), ("sub_name", name))).Trim();
        await cluster.Manager(
            "fs subvolume authorize", ct, ("vol_name", "cephfs"), ("sub_name", name), ("auth_id", "nfs-" + name), ("access_level", "rw"), ("tenant_id", "t"));
        var lines = clients.Select(client => $"  CLIENT {{ Clients = {client.Address}; Access_Type = {client.Level}; Squash = No_Root_Squash; Protocols = 4; }}");
        var pool = cluster.Admin.Pool(options.Pool, options.Space);
        var export = await pool.Write($"export-{id}", $$"""
            EXPORT {
              Export_Id = {{id}}; Path = "{{path}}"; Pseudo = "/shares/{{name}}"; Access_Type = None; Squash = No_Root_Squash;
              Protocols = 4; Transports = TCP; SecType = sys;
              FSAL { Name = CEPH; User_Id = "nfs-{{name}}"; Secret_Access_Key = "{{await cluster.Key("nfs-" + name, ct)}}"; Filesystem = "cephfs"; }
            {{string.Join('\n', lines)}}
            }

            """, ct);
        if (!export.Succeeded) throw new InvalidOperationException(export.Problem);
        var index = await pool.Read(options.Index, ct);
        var url = options.Space.Length == 0 ? $"rados://{options.Pool}/export-{id}" : $"rados://{options.Pool}/{options.Space}/export-{id}";
        var swapped = await pool.Swap(options.Index, $"{index.Content}%url \"{url}\"\n", index.Version, ct);
        if (!swapped.Succeeded) throw new InvalidOperationException(swapped.Problem ?? "somebody else changed the index");
        await pool.Notify(options.Index, TimeSpan.FromSeconds(1), ct);
        foreach (var node in nodes.Where(node => node.IsAlive))
            await Eventually.Holds(
                () => node.Exports("ShowExports", ct), shown => shown.Contains($"uint16 {id}\n", StringComparison.Ordinal), $"{node.Options.Id} shows it", ct);
        return "/shares/" + name;
    }
}
