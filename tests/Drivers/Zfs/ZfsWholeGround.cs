using System.Globalization;
using Abaca.Drivers.Zfs.Setup;
using Abaca.Tests.Compat.Kill;
using Abaca.Tests.Compat.Service;
using Abaca.Tests.Drivers.Ceph;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>A file server for the whole service; its sshd can die.</summary>
sealed class ZfsWholeGround : IWholeGround
{
    readonly ZfsSite site;
    readonly string helper;
    readonly string[] pools;
    bool down;

    ZfsWholeGround(ZfsSite site, ZfsHost host, string helper, string[] pools) => (this.site, Host, this.helper, this.pools) = (site, host, helper, pools);

    /// <summary>Ours.</summary>
    public const string ExportsFile = "NFSviaExportsFile";

    /// <summary>Manila's.</summary>
    public const string ShareNfs = "manila.share.drivers.zfsonlinux.utils.NFSviaZFSHelper";

    /// <summary>The file server.</summary>
    public ZfsHost Host { get; }

    /// <summary>Its site.</summary>
    public ZfsSite Site => site;

    /// <inheritdoc/>
    public ServiceSetting Setting => ZfsConfig.Of(Host.Address, site.Key, helper, string.Join(',', pools));

    /// <inheritdoc/>
    public StormWeather Weather => new() { Pools = pools.Length > 1 ? pools : [] };

    /// <summary>On zfs-fuse.</summary>
    public static Task<ZfsWholeGround> OnFuse(string helper, CancellationToken ct, params string[] pools) =>
        Make(async site => await site.AddFuseHost("za", ct), helper, pools, ct);

    /// <summary>On OpenZFS with the kernel's NFS server.</summary>
    public static Task<ZfsWholeGround> OnOpenZfs(string helper, CancellationToken ct) => Make(async site => await site.AddOpenZfs("zv", ct), helper, [], ct);

    static async Task<ZfsWholeGround> Make(Func<ZfsSite, Task<ZfsHost>> hostOf, string helper, string[] pools, CancellationToken ct)
    {
        var made = await ZfsSite.Make(ct);
        var ground = new ZfsWholeGround(made, await hostOf(made), helper, pools is [] ? [ZfsHost.Pool] : pools);
        await ground.Host.SetSudoRules(new ZfsHostSetup(ZfsHost.User, ZfsConfig.Section, helper == ShareNfs).Sudoers(), ct);
        return ground;
    }

    /// <inheritdoc/>
    public async Task<HeldThings> Held()
    {
        var ct = CancellationToken.None;
        var shares = new Dictionary<string, int?>(StringComparer.Ordinal);
        var snapshots = new HashSet<string>(StringComparer.Ordinal);
        var rules = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        var exports = (await Host.Exports(ct)).ToLookup(export => export.Path, export => $"{export.Client} {(export.Options.Contains("rw") ? "rw" : "ro")}", StringComparer.Ordinal);
        var listed = await Host.Root(ct, "zfs", "list", "-H", "-r", "-t", "filesystem,snapshot", "-o", "name,mountpoint,defer_destroy", ZfsHost.Pool, ZfsHost.SecondPool);
        var quotas = (await Host.Datasets(ZfsHost.Pool, ct)).Concat(await Host.Datasets(ZfsHost.SecondPool, ct)).Where(found => !found.Name.Contains('@')).ToDictionary(found => found.Name, found => found.Bytes("refquota"), StringComparer.Ordinal);
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var words in listed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')))
        {
            var name = words[0][(words[0].LastIndexOf('/') + 1)..];
            if (name.Contains("@manila_share_snapshot_", StringComparison.Ordinal))
            {
                if (words[2] != "on") snapshots.Add(Id(name[(name.LastIndexOf('@') + 1)..]["manila_share_snapshot_".Length..]));
            }
            else if (name.Contains('@')) rules[$"snapshot {name}"] = new HashSet<string> { name };
            else if (name.StartsWith("manila_share_", StringComparison.Ordinal))
            {
                var id = Id(name["manila_share_".Length..]);
                shares[id] = (int)(quotas.GetValueOrDefault(words[0]) >> 30);
                rules[id] = exports[words[1]].ToHashSet();
                paths.Add(words[1]);
            }
        }
        foreach (var stray in exports.Where(export => !paths.Contains(export.Key))) rules[$"export {stray.Key}"] = stray.ToHashSet();
        return new HeldThings(shares, snapshots, rules.Where(rule => rule.Value.Count > 0).ToDictionary());
    }

    /// <inheritdoc/>
    public async Task<string> Wound(Random lots, CancellationToken ct)
    {
        await Host.KillSshd(ct);
        down = true;
        return "sshd";
    }

    /// <inheritdoc/>
    public async Task Heal(CancellationToken ct)
    {
        if (down) await Host.StartSshd(ct);
        down = false;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => site.DisposeAsync();

    static string Id(string name) => Guid.TryParse(name.Replace('_', '-'), CultureInfo.InvariantCulture, out var id) ? id.ToString() : name;
}
