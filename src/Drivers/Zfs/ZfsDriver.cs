using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Abaca.DriverSdk;
using Abaca.Drivers.KernelNfs;
using Abaca.Drivers.Zfs.Setup;

namespace Abaca.Drivers.Zfs;

/// <summary>
/// Shares as datasets of ZFS pools, on this machine or on one over SSH, exported by that machine's own NFS server. A share's size is
/// the dataset's <c>refquota</c>. Each file of this class holds one ability.
/// </summary>
sealed partial class ZfsDriver : IShareDriver
{
    const long Gib = 1L << 30;

    /// <summary>Detail of a share: its dataset, so that a changed prefix or pool entry does not lose it (as in Manila).</summary>
    const string DatasetDetail = "dataset_name";

    readonly BackendSettings settings;
    readonly ZfsOptions options;
    readonly ZfsHost host;
    readonly ZfsNeighbours neighbours;
    readonly Datasets datasets;
    readonly IExports exports;
    readonly ShareCalls calls = new();
    readonly CancellationTokenSource ending = new();
    readonly Copies copies;
    readonly ConcurrentDictionary<string, string> refusals = new(StringComparer.Ordinal); // the last creation in each pool, when that was refused

    public ZfsDriver(BackendSettings settings, ZfsOptions options, ZfsHost host, ZfsNeighbours neighbours)
    {
        (this.settings, this.options, this.host, this.neighbours) = (settings, options, host, neighbours);
        datasets = new Datasets(host, settings.Clock);
        exports = options.UsesShareNfs ? new ShareNfs(host, datasets) : new ExportsFile(host, settings.Section, settings.Clock);
        copies = new Copies(ending.Token);
    }

    /// <summary>The file server.</summary>
    internal ZfsHost Host => host;

    /// <inheritdoc/>
    public Task<DriverResult> Start(CancellationToken ct = default) =>
        calls.Start(async () => HealthFinding.EndOfStart(await new Inspection(host, options, settings.Section).Run(ct), settings.Log), ct);

    /// <inheritdoc/>
    public async Task<DriverResult<BackendReport>> Report(CancellationToken ct = default)
    {
        if (!calls.HasStarted) return ShareCalls.NotStarted;
        return await StoppedException.Caught(async () =>
        {
            var run = await host.Zfs(ct, ["get", "-Hp", "-o", "name,property,value", $"mountpoint,readonly,used,available{Asked}", .. options.Pools.Select(entry => entry.Root)]);
            if (run.Failed) throw ZfsWords.Stop(run, "measuring the pools");
            var facts = DatasetFacts.Parse(run.Output).ToDictionary(found => found.Name, StringComparer.Ordinal);
            var troubles = options.Pools.Select(entry => (Entry: entry, Why: TroubleOf(entry, facts.GetValueOrDefault(entry.Root)))).ToList();
            var words = string.Join(' ', troubles.Select(trouble => trouble.Why).OfType<string>());
            // What a file server does not show of itself (zfs-fuse says "readonly" of no mount) is known from what it refused last.
            var refused = string.Join(' ', refusals.Select(last => $"The last share could not be made in {last.Key}: {last.Value}"));
            if (troubles.All(trouble => trouble.Why is not null)) throw StoppedException.Refused(MessageDetail.BackendNotReady, words);
            var sound = troubles.Where(trouble => trouble.Why is null).Select(trouble => Measured(trouble.Entry, facts[trouble.Entry.Root]));
            return new BackendReport("Open Source", "1.0", "NFS", [.. sound]) { Trouble = $"{words} {refused}".Trim() is { Length: > 0 } trouble ? trouble : null };
        });
    }

    /// <summary>Whether this ZFS knows what new datasets are given is found out by asking for it.</summary>
    string Asked => string.Concat(options.Creation.Select(property => $",{property.Name}"));

    /// <summary>Why no share can be made in a pool, until somebody does something on the file server; null: one can.</summary>
    static string? TroubleOf(PoolEntry entry, DatasetFacts? facts)
    {
        if (facts is null) return $"{entry.Root} is not there: import the pool, or change zfs_zpool_list.";
        if (!facts.Mountpoint.StartsWith('/')) return $"{entry.Root} has the mount point \"{facts.Mountpoint}\", so that shares in it cannot be exported: zfs set mountpoint=/{entry.Root} {entry.Root}.";
        return facts.ReadOnly ? $"{entry.Root} is read-only, and so are new shares in it: look at zpool status {entry.Pool} and at zfs get readonly {entry.Root}." : null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (ending.IsCancellationRequested) return;
        await ending.CancelAsync();
        await copies.StopAll();
        await host.DisposeAsync();
    }

    PoolReport Measured(PoolEntry entry, DatasetFacts facts) =>
        new(entry.Pool, (double)(facts.Bytes("used") + facts.Bytes("available")) / Gib, (double)facts.Bytes("available") / Gib)
        {
            ThinProvisioning = true,
            SnapshotSupport = true,
            CreateShareFromSnapshotSupport = true,
            RevertToSnapshotSupport = true,
            Ipv4Support = !IsV6(options.ExportAddress),
            Ipv6Support = IsV6(options.ExportAddress) && !options.UsesShareNfs,
            Capabilities = new Dictionary<string, object>
            {
                ["compression"] = Offered("compression"),
                ["dedupe"] = Offered("dedup"),
                ["replication_type"] = new List<string> { "readable", "dr" },
            },
        };

    /// <summary>A property that the operator has fixed is offered as fixed; else both ways, and the share type chooses.</summary>
    List<bool> Offered(string property)
    {
        var configured = options.Creation.LastOrDefault(found => found.Name == property);
        return configured is null ? [true, false] : [configured.Value != "off"];
    }

    /// <summary>Runs one call on one share: alone, with failures as results.</summary>
    Task<DriverResult<T>> OnShare<T>(ShareSpec share, Func<Dataset, Task<T>> work, CancellationToken ct) => calls.Run(() => DatasetOf(share), dataset => dataset.Name, work, ct);

    /// <inheritdoc cref="OnShare{T}"/>
    Task<DriverResult> OnShare(ShareSpec share, Func<Dataset, Task> work, CancellationToken ct) => calls.Run(() => DatasetOf(share), dataset => dataset.Name, work, ct);

    Dataset DatasetOf(ShareSpec share)
    {
        if (share.Protocol != "NFS") throw StoppedException.Refused(MessageDetail.NoValidHost, $"ZFS backends serve NFS, not {share.Protocol}.");
        if (share.Details.TryGetValue(DatasetDetail, out var kept) && Dataset.Parse(kept) is { } known) return known;
        return InPool(EntryOf(share.Pool), share.InstanceId);
    }

    Dataset InPool(PoolEntry entry, string instanceId) =>
        Dataset.Parse($"{entry.Root}/{options.Prefix}{instanceId.Replace('-', '_')}")
            ?? throw StoppedException.Refused(MessageDetail.NoValidHost, $"A dataset below {entry.Root} would have too long a name.");

    PoolEntry EntryOf(string pool) => options.Pools.FirstOrDefault(entry => entry.Pool == pool)
        ?? throw StoppedException.Refused(MessageDetail.NoValidHost, $"There is no pool {pool}; this backend has {string.Join(", ", options.Pools.Select(entry => entry.Pool))}.");

    /// <summary>The entry that a dataset is in: by its pool, since the entry may have been another one when it was made.</summary>
    PoolEntry EntryOf(Dataset dataset) => EntryOf(dataset.Pool);

    static bool IsV6(string address) => IPAddress.Parse(address).AddressFamily == AddressFamily.InterNetworkV6;
}
