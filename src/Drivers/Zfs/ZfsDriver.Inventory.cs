using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Zfs;

/// <summary>Everything that carries one of our names or marks.</summary>
sealed partial class ZfsDriver : IInventory
{
    const string Inventoried = $"type,guid,refquota,defer_destroy,{Datasets.OwnerMark}";

    readonly ConcurrentDictionary<string, string> storages = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<DriverResult<IReadOnlyList<BackendObject>>> List(CancellationToken ct = default)
    {
        if (!calls.HasStarted) return ShareCalls.NotStarted;
        return await StoppedException.Caught<IReadOnlyList<BackendObject>>(async () =>
        {
            var found = new List<BackendObject>();
            foreach (var entry in options.Pools)
            {
                var storage = await Storage(entry.Pool, ct);
                var all = await datasets.All(entry.Root, Inventoried, ct);
                var guids = all.ToDictionary(facts => facts.Name, facts => facts.Guid, StringComparer.Ordinal);
                found.AddRange(all.Where(facts => IsOneOfOurs(entry, facts)).Select(facts => ObjectOf(storage, facts, name => guids.GetValueOrDefault(name))));
            }
            return found;
        });
    }

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<BackendObject>>> Look(ShareSpec share, CancellationToken ct = default) => OnShare<IReadOnlyList<BackendObject>>(share, async dataset =>
    {
        var found = await datasets.Find(dataset, ct) ?? await datasets.Find(HeirOf(dataset), ct);
        if (found is not null) return [await ObjectOf(found, ct)];
        await datasets.MustHave(EntryOf(dataset), ct);
        return [];
    }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<BackendObject>>> Look(SnapshotSpec snapshot, CancellationToken ct = default) =>
        OnShare<IReadOnlyList<BackendObject>>(snapshot.Share, async dataset =>
        {
            if (await datasets.FindSnapshot(dataset, TagOf(snapshot), ct) is { } found) return [await ObjectOf(found, ct)];
            await datasets.MustHave(EntryOf(dataset), ct);
            return [];
        }, ct);

    /// <summary>A pool as no other is: by the number of its root, which neither renaming nor another host changes.</summary>
    async Task<string> Storage(string pool, CancellationToken ct)
    {
        if (storages.TryGetValue(pool, out var known)) return known;
        var root = await datasets.Find(new Dataset(pool), ct, "guid") ?? throw StoppedException.Unclear($"Pool {pool} is not imported on {host} (zpool import {pool}).");
        return storages[pool] = $"zfs:{root.Guid}";
    }

    /// <summary>A dataset or snapshot as an object. It is what its number in its pool is, whatever it is called.</summary>
    async Task<BackendObject> ObjectOf(DatasetFacts facts, CancellationToken ct)
    {
        var storage = await Storage(PoolIn(facts.Name), ct);
        var guids = new Dictionary<string, string>(StringComparer.Ordinal);
        if (facts.Name.IndexOf('@') is var at and >= 0 && await datasets.Find(new Dataset(facts.Name[..at]), ct, "guid") is { } dataset) guids[dataset.Name] = dataset.Guid;
        foreach (var around in Around(facts.Name))
            if (await datasets.Find(new Dataset(around), ct, "guid") is { } outer) guids[around] = outer.Guid;
        return ObjectOf(storage, facts, name => guids.GetValueOrDefault(name));
    }

    static BackendObject ObjectOf(string storage, DatasetFacts facts, Func<string, string?> guidOf)
    {
        var at = facts.Name.IndexOf('@');
        var dataset = at < 0 ? facts.Name : facts.Name[..at];
        var own = at < 0 ? facts.Guid : $"{guidOf(dataset)}@{facts.Guid}";
        return new BackendObject(at < 0 ? "share" : "snapshot", facts.Name, IdIn(at < 0 ? dataset[(dataset.LastIndexOf('/') + 1)..] : facts.Name[(at + 1)..]))
        {
            Identity = $"{storage}:{own}",
            Mark = facts.Mark ?? (at < 0 && !facts.IsLetGo ? facts.MarkAround : null),
            IsLetGo = facts.IsLetGo,
            SizeBytes = at < 0 && facts.RefQuota > 0 ? facts.Size : null,
            NamedIds = at < 0 ? IdsIn(dataset) : IdsIn(facts.Name[(at + 1)..]),
            Around = [.. (at < 0 ? Around(dataset) : Around(dataset).Prepend(dataset)).Select(guidOf).OfType<string>().Select(guid => $"{storage}:{guid}")],
            Place = new ObjectPlace(PoolIn(facts.Name), "NFS", at < 0
                ? new Dictionary<string, string> { [DatasetDetail] = dataset }
                : new Dictionary<string, string> { [TagDetail] = facts.Name[(at + 1)..] }),
        };
    }

    bool IsOneOfOurs(PoolEntry entry, DatasetFacts facts)
    {
        if (facts.Name == entry.Root || facts.Values.GetValueOrDefault("type") == "volume") return false;
        var at = facts.Name.IndexOf('@');
        if (at >= 0)
        {
            var tag = facts.Name[(at + 1)..];
            // Deleted already, and kept by ZFS for the clones that hang on it.
            return facts.Values.GetValueOrDefault("defer_destroy") != "on" && (tag.StartsWith(options.SnapshotPrefix, StringComparison.Ordinal) || facts.Mark is not null)
                && (facts.Mark is not null || facts.MarkAround is not null || facts.Name.StartsWith($"{entry.Root}/{options.Prefix}", StringComparison.Ordinal));
        }
        return facts.Mark is not null || facts.Name.StartsWith($"{entry.Root}/{options.Prefix}", StringComparison.Ordinal);
    }

    static string PoolIn(string name) => name.Split('/', '@')[0];

    /// <summary>The datasets that it lies in, but the pool's root, which everything lies in.</summary>
    static IEnumerable<string> Around(string dataset)
    {
        for (var slash = dataset.LastIndexOf('/'); slash > 0 && dataset.IndexOf('/') < slash; slash = dataset.LastIndexOf('/', slash - 1))
            yield return dataset[..slash];
    }

    static string? IdIn(string name) => IdsIn(name) is [.., var last] && name.Replace('_', '-').EndsWith(last, StringComparison.Ordinal) ? last : null;

    static List<string> IdsIn(string name) => [.. Uuid().Matches(name.Replace('_', '-')).Select(match => match.Value)];

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();
}
