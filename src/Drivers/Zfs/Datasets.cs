using System.Globalization;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Zfs;

/// <summary>What is done to datasets, in ZFS's own commands; each method is one round trip unless it says otherwise.</summary>
/// <param name="host">The file server.</param>
/// <param name="clock">The time.</param>
sealed partial class Datasets(ZfsHost host, TimeProvider clock)
{
    /// <summary>User property of datasets that follow another one.</summary>
    public const string ReplicaMark = "abaca:replica";

    /// <summary>User property with the mark of ownership of a dataset or snapshot.</summary>
    public const string OwnerMark = "abaca:owner";

    /// <summary>User property of datasets whose content was taken back to a snapshot: the id of that way back.</summary>
    public const string RevertMark = "abaca:reverted";

    /// <summary>User property of datasets that a copy was brought to, and has arrived whole: tag of the copy's last snapshot.</summary>
    public const string ArrivalMark = "abaca:arrived";

    /// <summary>User property of replicated datasets: number of the promotion that they know of.</summary>
    public const string EpochMark = "abaca:epoch";

    /// <summary>
    /// Properties that <see cref="Find"/> asks for: where a dataset is mounted, if it is. <c>mounted</c> would make zfs read the whole
    /// table of mounts.
    /// </summary>
    public const string Place = $"type,mountpoint,canmount,guid,readonly,{OwnerMark}";

    /// <summary>
    /// What every dataset of a share has: device nodes and setuid programs that a tenant makes do nothing for anybody on the file server.
    /// Programs may be run.
    /// </summary>
    public static readonly IReadOnlyList<ZfsProperty> Harmless = [new("devices", "off"), new("setuid", "off")];

    const string Facts = $"type,mountpoint,mounted,refquota,quota,referenced,used,sharenfs,origin,guid,devices,setuid,{ReplicaMark},{OwnerMark},{RevertMark},{ArrivalMark},{EpochMark}";

    /// <summary>A dataset in use goes on being busy for a moment after its last user (and on zfs-fuse always at the first try).</summary>
    static readonly TimeSpan[] BusyWaits = [.. new[] { 0.2, 0.4, 0.8, 1.6, 3, 3, 3, 3 }.Select(TimeSpan.FromSeconds)];

    /// <summary>What the server says of it, all or what is asked for; null when it is not there.</summary>
    public async Task<DatasetFacts?> Find(Dataset dataset, CancellationToken ct, string properties = Facts)
    {
        var run = await host.Zfs(ct, "get", "-Hp", "-o", "name,property,value,source", properties, dataset.Name);
        return ZfsWords.NotThere(run) ? null : Whole(run, dataset.Name, properties);
    }

    /// <summary>Makes it. False: it was there, or could not be mounted; look closer.</summary>
    public async Task<bool> Create(Dataset dataset, IEnumerable<ZfsProperty> properties, CancellationToken ct)
    {
        var run = await host.Zfs(ct, ["create", .. Given(properties), dataset.Name]);
        if (ZfsWords.Exists(run)) return false;
        if (run.Says("successfully created")) return false; // but not mounted
        Must(run, $"making {dataset}");
        return true;
    }

    /// <summary>Makes it of a snapshot in the same pool, sharing its blocks; false when it was there.</summary>
    /// <param name="source">The snapshot's dataset.</param>
    /// <param name="tag">The snapshot's name in it.</param>
    /// <param name="dataset">The clone.</param>
    /// <param name="properties">Its properties, the limit among them.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<bool> Clone(Dataset source, string tag, Dataset dataset, IReadOnlyList<ZfsProperty> properties, CancellationToken ct)
    {
        var snapshot = source.At(tag);
        var run = await host.Zfs(ct, ["clone", .. Given(properties), snapshot, dataset.Name]);
        // So ZFS speaks of a full pool, and also of a limit that is less than what the snapshot of a full share holds.
        if (ZfsWords.Full(run) && await FindSnapshot(source, tag, ct) is { } full)
            run = await host.Zfs(ct, ["clone", .. Given(properties.Select(property => property.AtLeast("refquota", full.Referenced))), snapshot, dataset.Name]);
        if (ZfsWords.Exists(run)) return false;
        if (ZfsWords.NotThere(run)) throw StoppedException.Refused(MessageDetail.DriverFailedCreatingFromSnapshot, $"Snapshot {snapshot} is not on {host} any more.");
        if (run.Says("successfully created")) return true;
        Must(run, $"cloning {snapshot}");
        return true;
    }

    /// <summary>Sets one property.</summary>
    public async Task Set(Dataset dataset, string property, string value, CancellationToken ct) =>
        Must(await host.Zfs(ct, "set", $"{property}={value}", dataset.Name), $"setting {property} of {dataset}");

    /// <summary>Says on a dataset or snapshot that it was let go: what only has no mark could still be its row's, by its name.</summary>
    public async Task Unmark(string name, CancellationToken ct) => Must(await host.Zfs(ct, "set", $"{OwnerMark}={OwnershipMark.LetGo}", name), $"taking the mark off {name}");

    /// <summary>Puts a mark of ownership on a dataset or snapshot.</summary>
    public async Task Mark(string name, ZfsProperty mark, CancellationToken ct) => Must(await host.Zfs(ct, "set", mark.ToString(), name), $"marking {name}");

    /// <summary>Makes it <see cref="Harmless"/> where it is not; several round trips then.</summary>
    public async Task Disarm(Dataset dataset, DatasetFacts facts, CancellationToken ct)
    {
        foreach (var property in Harmless)
            if (facts.Values.GetValueOrDefault(property.Name) != property.Value) await Set(dataset, property.Name, property.Value, ct);
    }

    /// <summary>Mounts it. On zfs-fuse the server may be at it already, and says that it is busy.</summary>
    public async Task Mount(Dataset dataset, CancellationToken ct)
    {
        var run = await WhileBusy(() => host.Zfs(ct, "mount", dataset.Name), ct);
        if (!ZfsWords.Already(run)) Must(run, $"mounting {dataset}");
    }

    /// <summary>Unmounts it; one that is not mounted is fine.</summary>
    public async Task Unmount(Dataset dataset, CancellationToken ct)
    {
        var run = await WhileBusy(() => host.Zfs(ct, "unmount", dataset.Name), ct);
        if (!run.Says("not currently mounted")) Must(run, $"unmounting {dataset}");
    }

    /// <summary>Says that it follows another dataset, and that nobody may write to it; or the contrary. The mark comes last.</summary>
    public async Task MarkReplica(Dataset dataset, bool follows, CancellationToken ct)
    {
        await Set(dataset, "readonly", follows ? "on" : "off", ct);
        await Set(dataset, ReplicaMark, follows ? "on" : "off", ct);
    }

    /// <summary>Gives it another name; one that is in use (zfs-fuse: any that is mounted) is unmounted for the moment. Several round trips then.</summary>
    public async Task Rename(Dataset dataset, Dataset name, CancellationToken ct)
    {
        Task<CommandResult> Attempt() => host.Zfs(ct, "rename", dataset.Name, name.Name);

        var run = await Attempt();
        if (ZfsWords.Busy(run))
        {
            await Unmount(dataset, ct);
            // zfs-fuse at times keeps hold of what has been unmounted, until it is mounted and unmounted once more; waiting does not end that.
            run = await WhileBusy(Attempt, ct, () => Remount(dataset, ct));
            if (run.Failed) await Mount(dataset, ct);
        }
        Must(run, $"renaming {dataset}");
    }

    /// <summary>
    /// Removes it with its snapshots, whosesoever they are; false when it was not there. Shares that were cloned of its snapshots take these over first, so they
    /// live on. Several round trips when it has any.
    /// </summary>
    /// <exception cref="StoppedException">It has datasets of its own, or is in use for too long.</exception>
    public async Task<bool> Destroy(Dataset dataset, CancellationToken ct)
    {
        var run = await WhileBusy(() => Drop(dataset, ct), ct);
        if (ZfsWords.HasDependents(run))
        {
            await DropDependents(dataset, ct);
            run = await WhileBusy(() => Drop(dataset, ct), ct);
        }
        if (ZfsWords.NotThere(run)) return false;
        Must(run, $"deleting {dataset}");
        return true;
    }

    /// <summary>Everything below it with its properties, and where those come from.</summary>
    public async Task<IReadOnlyList<DatasetFacts>> All(string root, string properties, CancellationToken ct)
    {
        var run = await host.ZfsList(ct, "get", "-Hp", "-r", "-o", "name,property,value,source", properties, root);
        Must(run, $"listing {root}");
        return DatasetFacts.Parse(run.Output);
    }

    /// <summary>Datasets and snapshots below it, by name.</summary>
    public async Task<IReadOnlyList<DatasetFacts>> Below(string root, string properties, string types, CancellationToken ct)
    {
        var run = await host.ZfsList(ct, "list", "-H", "-r", "-t", types, "-o", $"name,{properties}", root);
        Must(run, $"listing {root}");
        var columns = properties.Split(',');
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).Where(line => line.Length == columns.Length + 1)
            .Select(line => new DatasetFacts(line[0], columns.Zip(line.Skip(1)).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal)))];
    }

    /// <summary>A dataset that holds another one is not deleted; to be asked before the first thing goes.</summary>
    /// <exception cref="StoppedException">It holds one.</exception>
    public async Task MustHoldNoDataset(Dataset dataset, CancellationToken ct)
    {
        var below = await Below(dataset.Name, "type", "filesystem,volume", ct);
        if (below.FirstOrDefault(found => found.Name != dataset.Name) is { } child)
            throw StoppedException.Refused(MessageDetail.Unknown, $"{dataset} holds a dataset that is not Abaca's, {child.Name}; move that elsewhere first (zfs rename).");
    }

    /// <summary>Whether the place itself is there: a missing dataset in a pool that is not imported is not gone.</summary>
    public async Task MustHave(PoolEntry entry, CancellationToken ct)
    {
        var run = await host.Zfs(ct, "get", "-H", "-o", "value", "type", entry.Root);
        if (ZfsWords.NotThere(run)) throw StoppedException.Unclear($"{entry.Root} is not there on {host}: the pool is not imported (zpool import {entry.Pool}).");
        Must(run, $"looking for {entry.Root}");
    }

    /// <summary>Bytes as ZFS takes them, of GiB.</summary>
    public static string Gib(int size) => string.Create(CultureInfo.InvariantCulture, $"{size}G");

    /// <summary>
    /// zfs-fuse's <c>destroy</c> unmounts and then always says "busy", since the daemon has not yet let go of it: a second command finds it
    /// free, and two attempts cost twice as much as these two commands.
    /// </summary>
    Task<CommandResult> Drop(Dataset dataset, CancellationToken ct)
    {
        const string Script = """
            dataset=$1; shift
            "$@" unmount "$dataset" 2>/dev/null
            exec "$@" destroy -f "$dataset"
            """;
        return host.InKernel
            ? host.Zfs(ct, "destroy", "-f", dataset.Name)
            : host.Run(["sh", "-c", Script, "sh", dataset.Name, .. host.AsRoot("zfs", [])], ct);
    }

    async Task DropDependents(Dataset dataset, CancellationToken ct)
    {
        await MustHoldNoDataset(dataset, ct);
        foreach (var snapshot in await Snapshots(dataset, ct)) await DestroySnapshot(dataset, snapshot.Tag, ct);

        // Those that are left have clones. The clone of the youngest takes all of them with it.
        var left = await Snapshots(dataset, ct);
        if (left.Count == 0) return;
        var clones = await Below(dataset.Pool, "origin", "filesystem", ct);
        foreach (var snapshot in left.Reverse())
        {
            if (clones.FirstOrDefault(clone => clone.Values["origin"] == dataset.At(snapshot.Tag)) is not { } heir) continue;
            await Promote(new Dataset(heir.Name), ct);
            return;
        }
    }

    async Task Remount(Dataset dataset, CancellationToken ct)
    {
        await Mount(dataset, ct);
        await Unmount(dataset, ct);
    }

    async Task<CommandResult> WhileBusy(Func<Task<CommandResult>> attempt, CancellationToken ct, Func<Task>? before = null)
    {
        var run = await attempt();
        foreach (var wait in BusyWaits)
        {
            if (!ZfsWords.Busy(run)) break;
            await Task.Delay(wait, clock, ct);
            if (before is not null) await before();
            run = await attempt();
        }
        return run;
    }

    /// <summary>Every property that was asked for: one that is missing would be read as "not so".</summary>
    DatasetFacts Whole(CommandResult run, string name, string properties)
    {
        Must(run, $"reading {name}");
        return DatasetFacts.Parse(run.Output) is [var facts] && facts.Name == name && facts.Values.Count == properties.Split(',').Length
            ? facts
            : throw StoppedException.Unclear($"{host} did not say all of {name}.");
    }

    static IEnumerable<string> Given(IEnumerable<ZfsProperty> properties) => properties.SelectMany(property => new[] { "-o", property.ToString() });

    static void Must(CommandResult run, string what)
    {
        if (run.Failed) throw ZfsWords.Stop(run, what);
    }
}
