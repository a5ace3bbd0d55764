namespace Abaca.Drivers.Dummy;

/// <summary>
/// What the backend holds, with the sums per pool, and the journal behind it when there is one. Callers hold
/// <see cref="Gate"/> from their first look to their last change.
/// </summary>
sealed class DummyMemory : IDisposable
{
    readonly Dictionary<string, HeldShare> shares = [];
    readonly Dictionary<string, HeldSnapshot> snapshots = [];
    readonly Dictionary<string, HeldGroup> groups = [];
    readonly Dictionary<string, long> provisioned = [];
    readonly Dictionary<string, long> used = [];
    readonly DummyJournal? journal;

    /// <summary>Reads the state file, if any, and starts it anew in its shortest form.</summary>
    public DummyMemory(string? stateFile)
    {
        if (stateFile is null) return;
        foreach (var line in DummyJournal.Read(stateFile)) Apply(line);
        journal = DummyJournal.Rewrite(
            stateFile,
            shares.Values.Select(share => new JournalLine { Share = share })
                .Concat(snapshots.Values.Select(snapshot => new JournalLine { Snapshot = snapshot }))
                .Concat(groups.Values.Select(group => new JournalLine { Group = group })));
    }

    /// <summary>Held around every use.</summary>
    public Lock Gate { get; } = new();

    /// <summary>How often something was kept or dropped.</summary>
    public long Changes { get; private set; }

    /// <summary>All shares in the service's care.</summary>
    public IEnumerable<HeldShare> Shares => shares.Values.Where(share => !share.IsLetGo);

    /// <summary>All snapshots in the service's care.</summary>
    public IEnumerable<HeldSnapshot> Snapshots => snapshots.Values.Where(snapshot => !snapshot.IsLetGo);

    /// <summary>The other shares.</summary>
    public IEnumerable<HeldShare> ForeignShares => shares.Values.Where(share => share.IsLetGo);

    /// <summary>The other snapshots.</summary>
    public IEnumerable<HeldSnapshot> ForeignSnapshots => snapshots.Values.Where(snapshot => snapshot.IsLetGo);

    /// <summary>All share groups.</summary>
    public IReadOnlyCollection<HeldGroup> Groups => groups.Values;

    /// <summary>The share of that instance in the service's care, or null.</summary>
    public HeldShare? Share(string instanceId) => shares.GetValueOrDefault(instanceId) is { IsLetGo: false } share ? share : null;

    /// <summary>The share of that instance, in the service's care or not, or null.</summary>
    public HeldShare? Any(string instanceId) => shares.GetValueOrDefault(instanceId);

    /// <summary>The snapshot of that instance in the service's care, or null.</summary>
    public HeldSnapshot? Snapshot(string instanceId) => snapshots.GetValueOrDefault(instanceId) is { IsLetGo: false } snapshot ? snapshot : null;

    /// <summary>The share group of that id, or null.</summary>
    public HeldGroup? Group(string id) => groups.GetValueOrDefault(id);

    /// <summary>Sum of the pool's share sizes in GiB.</summary>
    public long ProvisionedGib(string pool) => provisioned.GetValueOrDefault(pool);

    /// <summary>Sum of the space in use in the pool's shares in bytes.</summary>
    public long UsedBytes(string pool) => used.GetValueOrDefault(pool);

    /// <summary>Adds or replaces a share.</summary>
    public void Keep(HeldShare share) => Change(new JournalLine { Share = share });

    /// <summary>Adds or replaces a snapshot.</summary>
    public void Keep(HeldSnapshot snapshot) => Change(new JournalLine { Snapshot = snapshot });

    /// <summary>Adds or replaces a share group.</summary>
    public void Keep(HeldGroup group) => Change(new JournalLine { Group = group });

    /// <summary>One share becomes another, at once.</summary>
    public void Exchange(HeldShare before, HeldShare after) =>
        Change(new JournalLine { Share = after, ShareGone = before.InstanceId == after.InstanceId ? null : before.InstanceId });

    /// <summary>One snapshot becomes another, at once.</summary>
    public void Exchange(HeldSnapshot before, HeldSnapshot after) =>
        Change(new JournalLine { Snapshot = after, SnapshotGone = before.InstanceId == after.InstanceId ? null : before.InstanceId });

    /// <summary>Forgets a share; no such share is fine.</summary>
    public void DropShare(string instanceId)
    {
        if (Share(instanceId) is not null) Change(new JournalLine { ShareGone = instanceId });
    }

    /// <summary>Forgets a snapshot; no such snapshot is fine.</summary>
    public void DropSnapshot(string instanceId)
    {
        if (Snapshot(instanceId) is not null) Change(new JournalLine { SnapshotGone = instanceId });
    }

    /// <summary>Forgets a share group; no such group is fine.</summary>
    public void DropGroup(string id)
    {
        if (groups.ContainsKey(id)) Change(new JournalLine { GroupGone = id });
    }

    /// <inheritdoc/>
    public void Dispose() => journal?.Dispose();

    void Change(JournalLine line)
    {
        journal?.Append(line); // first the file: what it cannot take has not happened
        Apply(line);
        Changes++;
    }

    void Apply(JournalLine line)
    {
        if (line.Share is { } share)
        {
            Count(shares.GetValueOrDefault(share.InstanceId), -1);
            shares[share.InstanceId] = share;
            Count(share, 1);
        }
        if (line.ShareGone is { } gone && shares.Remove(gone, out var removed)) Count(removed, -1);
        if (line.Snapshot is { } snapshot) snapshots[snapshot.InstanceId] = snapshot;
        if (line.SnapshotGone is { } dropped) snapshots.Remove(dropped);
        if (line.Group is { } group) groups[group.Id] = group;
        if (line.GroupGone is { } dissolved) groups.Remove(dissolved);
    }

    void Count(HeldShare? share, int sign)
    {
        if (share is null) return;
        provisioned[share.Pool] = provisioned.GetValueOrDefault(share.Pool) + (sign * share.SizeGib);
        used[share.Pool] = used.GetValueOrDefault(share.Pool) + (sign * share.UsedBytes);
    }
}
