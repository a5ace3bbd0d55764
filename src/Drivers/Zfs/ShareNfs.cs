using Abaca.DriverSdk;
using Abaca.Drivers.KernelNfs;

namespace Abaca.Drivers.Zfs;

/// <summary>Exports by ZFS itself: the property <c>sharenfs</c> of each dataset (Manila's NFSviaZFSHelper). IPv4 only.</summary>
/// <param name="host">The file server.</param>
/// <param name="datasets">Its datasets.</param>
sealed class ShareNfs(ZfsHost host, Datasets datasets) : IExports
{
    /// <inheritdoc/>
    public string? Problem(ExportClient client) => client.IsV6
        ? $"ZFS's sharenfs cannot name the IPv6 client {client.To}; with zfs_share_helpers = NFS=NFSviaExportsFile it can be let in."
        : null;

    /// <inheritdoc/>
    public async Task Set(Func<Task<ExportedShare>> look, IReadOnlyList<ExportClient> clients, CancellationToken ct)
    {
        var share = await look();
        var wanted = ExportClient.Sorted(clients);
        var before = await Read(share, ct);
        if (Etab.Same(before, wanted)) return;
        await datasets.Set(new Dataset(share.Source), "sharenfs", Value(wanted), ct);
        // zfs-fuse leaves clients in that its new value does not name.
        await Unexport(share, before.Where(client => wanted.All(kept => kept.To != client.To)), ct);
        if (!host.InKernel && !Etab.Same(await Read(share, ct), wanted)) await ShareAfresh(share, wanted, ct);
        Etab.MustShow(host, share.Path, await Read(share, ct), wanted);
    }

    /// <summary>On zfs-fuse a client that stays may stand before a new one that must decide first.</summary>
    async Task ShareAfresh(ExportedShare share, IReadOnlyList<ExportClient> wanted, CancellationToken ct)
    {
        await Unexport(share, await Read(share, ct), ct);
        await datasets.Set(new Dataset(share.Source), "sharenfs", Value(wanted), ct);
    }

    async Task Unexport(ExportedShare share, IEnumerable<ExportClient> clients, CancellationToken ct)
    {
        foreach (var gone in clients) _ = await host.Run(host.AsRoot("exportfs", ["-u", $"{gone.Word}:{share.Path}"]), ct);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExportClient>> Read(ExportedShare share, CancellationToken ct) => Etab.Read(host, share.Path, ct);

    /// <summary>ZFS shares what it mounts.</summary>
    public Task Renew(ExportedShare share, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Goes with the dataset.</summary>
    public Task Forget(string instanceId, CancellationToken ct) => Task.CompletedTask;

    /// <summary>zfs-fuse hands each word to exportfs, which puts it before those that are there already; OpenZFS has lists of clients by level, and takes what follows as options of all.</summary>
    string Value(IReadOnlyList<ExportClient> clients)
    {
        if (clients.Count == 0) return "off";
        if (!host.InKernel) return string.Join(' ', clients.Reverse().Select(client => $"{client.Word}:{(client.Writable ? "rw" : "ro")},{client.Squash.Word()}"));
        var runs = new List<(bool Writable, List<string> Words)>();
        foreach (var client in clients)
        {
            // The most specific stay first: a list for each level would put a network before a smaller one of the other level.
            if (runs.Count == 0 || runs[^1].Writable != client.Writable) runs.Add((client.Writable, []));
            runs[^1].Words.Add(client.Word);
        }
        return string.Join(',', runs.Select(run => $"{(run.Writable ? "rw" : "ro")}={string.Join(':', run.Words)},{clients[0].Squash.Word()}"));
    }
}
