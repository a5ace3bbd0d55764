using Abaca.DriverSdk;
using Abaca.Server.Reconcile;

namespace Abaca.Tests.Unit.Reconcile;

/// <summary>A made-up deployment: rows, backends and what these hold.</summary>
sealed class Warehouse
{
    public const string Ours = "deployment-1";
    public const string Theirs = "deployment-2";
    public const long Gib = 1L << 30;

    readonly List<ShareRow> shares = [];
    readonly List<SnapshotRow> snapshots = [];
    readonly List<string> underway = [];
    readonly HashSet<string> never = new(StringComparer.Ordinal);
    readonly Dictionary<string, List<BackendObject>> held = [];
    readonly Dictionary<string, string> silent = [];
    readonly Dictionary<string, IReadOnlyList<BackendObject>> looked = [];

    public Warehouse(params string[] sections)
    {
        foreach (var section in sections.Length == 0 ? ["one"] : sections) held[section] = [];
    }

    /// <summary>Rows that are only there after the storages were asked.</summary>
    public StoredThings Late { get; set; } = StoredThings.None;

    /// <summary>An id of 36 characters from a number.</summary>
    public static string Id(int number) => $"00000000-0000-0000-0000-{number:000000000000}";

    public static OwnershipMark Mark(int instance, string deployment = Ours, string section = "one") => new(deployment, section, Id(1000 + instance), null, Id(instance));

    public static OwnershipMark SnapshotMark(int snapshot, int share) => new(Ours, "one", Id(1000 + share), Id(2000 + snapshot), Id(3000 + snapshot));

    public static BackendObject Share(int instance, OwnershipMark? mark, long gib = 1) => new("share", $"share-{Id(instance)}", Id(instance))
    {
        Identity = $"disk:{instance}", Mark = mark, SizeBytes = gib * Gib, NamedIds = [Id(instance)], Place = new ObjectPlace("pool", "NFS", new Dictionary<string, string>()),
    };

    public static BackendObject Snapshot(int snapshot, int share, OwnershipMark? mark) => new("snapshot", $"snapshot-{Id(2000 + snapshot)}", Id(2000 + snapshot))
    {
        Identity = $"disk:{share}@{snapshot}", Mark = mark, NamedIds = [Id(2000 + snapshot)], Around = [$"disk:{share}"], Place = new ObjectPlace("pool", "NFS", new Dictionary<string, string>()),
    };

    public Warehouse Row(int instance, string section = "one", string status = "available", int gib = 1, string? identity = null, string host = "node", bool replicated = false)
    {
        shares.Add(new ShareRow(Id(instance), Id(1000 + instance), "project", $"{host}@{section}", status, gib) { ObjectIdentity = identity, HasReplicas = replicated });
        return this;
    }

    public Warehouse SnapshotRow(int snapshot, int share, string section = "one", string status = "available")
    {
        snapshots.Add(new SnapshotRow(Id(3000 + snapshot), Id(2000 + snapshot), Id(share), Id(1000 + share), "project", $"node@{section}", status));
        return this;
    }

    public Warehouse Holds(BackendObject one, params string[] sections)
    {
        foreach (var section in sections.Length == 0 ? ["one"] : sections) held[section].Add(one);
        return this;
    }

    public Warehouse Silent(string section)
    {
        silent[section] = "no route to it";
        return this;
    }

    /// <summary>Instances that this database never had; of all others with small numbers it had rows.</summary>
    public Warehouse NeverHad(params int[] instances)
    {
        never.UnionWith(instances.Select(Id));
        return this;
    }

    public Warehouse Underway(string text)
    {
        underway.Add(text);
        return this;
    }

    public Warehouse Looked(int instance, params BackendObject[] found)
    {
        looked[Id(instance)] = found;
        return this;
    }

    public Stock Stock(string driver = "disk")
    {
        var before = new StoredThings(shares, snapshots, underway);
        var after = new StoredThings([.. shares, .. Late.Shares], [.. snapshots, .. Late.Snapshots], [.. underway, .. Late.Underway]);
        return new Stock(Ours,
            [.. held.Select(one => silent.TryGetValue(one.Key, out var why) ? new Shelf($"node@{one.Key}", null, why) { Driver = driver } : new Shelf($"node@{one.Key}", one.Value) { Driver = driver })],
            before, after) { Looked = looked, Former = Enumerable.Range(1, 50).Concat(Enumerable.Range(3001, 50)).Select(Id).Except(never).ToHashSet(StringComparer.Ordinal) };
    }

    public IReadOnlyList<Difference> Compared() => Comparison.Of(Stock());
}
