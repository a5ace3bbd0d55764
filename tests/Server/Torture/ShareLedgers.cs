using Abaca.Server.Data;
using Abaca.Server.Groups;
using Abaca.Server.Quotas;
using Abaca.Server.Ledgers;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>What has to agree whenever nothing is under way, however an operation ended.</summary>
/// <param name="world">The world to look at.</param>
sealed class ShareLedgers(ShareWorld world)
{
    /// <summary>Size in GiB that the backend may have given a share whose change of size failed.</summary>
    public int UnsureSize { get; init; }

    /// <summary>Instance of a share or snapshot that the backend may hold although its rows went by force.</summary>
    public string? MayBeLeft { get; init; }

    /// <summary>The backend was told nothing of groups, and may hold the one that the world began with.</summary>
    public bool GroupMayBeLeft { get; init; }

    /// <summary>The backend may hold snapshots of a group whose rows went by force.</summary>
    public bool SnapshotsMayBeLeft { get; init; }

    static readonly string[] AtRest =
    [
        ShareStatus.Available, ShareStatus.Error, ShareStatus.ErrorDeleting, ShareStatus.ExtendingError, ShareStatus.ShrinkingError,
        ShareStatus.RevertingError, ShareStatus.ManageError, ShareStatus.UnmanageError,
    ];

    static readonly string[] SnapshotAtRest = 
    [
        SnapshotStatus.Available, SnapshotStatus.Error, SnapshotStatus.ErrorDeleting, SnapshotStatus.ManageError, SnapshotStatus.UnmanageError,
    ];

    sealed record Instance(string Id, string Host, string Status, int Size, int Counted, bool InPlace, bool IsServed);

    /// <summary>Fails unless everything agrees.</summary>
    public async Task Check()
    {
        var instances = await Instances();
        Assert.All(instances, i => Assert.Contains(i.Status, AtRest));
        await CheckQuotas();
        await CheckPools(instances);
        await CheckAudit();
        CheckBackend(instances);
        await CheckSnapshots();
        await CheckGroups();
        await CheckExports(instances);
        await CheckNothingIsLeftOver();
    }

    /// <summary>The same after an operation that was not taken back: the backend may hold more, or less, than it should.</summary>
    public async Task CheckLeft()
    {
        var instances = await Instances();
        Assert.All(instances, i => Assert.Contains(i.Status, AtRest));
        Assert.All(await world.Db.Query($"SELECT status FROM snapshot_instances", r => r.Text(0)), s => Assert.Contains(s, SnapshotAtRest));
        foreach (var table in (string[])["share_groups", "share_group_snapshots"])
            Assert.All(await world.Db.Query(Sql.Raw($"SELECT status FROM {table}"), r => r.Text(0)), s => Assert.True(GroupStatus.Deletable.Contains(s), s));
        await CheckQuotas();
        Assert.All(instances.Where(i => i.Counted != 0 || i.IsServed), i => Assert.Equal(i.Host.Length > 0 ? i.Size : 0, i.Counted));
        await CheckSums(instances);
        await CheckAudit();
        await CheckNothingIsLeftOver();
    }

    // What operators run says the same.
    async Task CheckAudit() => Assert.Empty(await new LedgerAudit(world.Db).Compare());

    /// <summary>Nothing is left: no row, no use, no promise, nothing on the backend, no operation.</summary>
    public async Task CheckGone()
    {
        foreach (var table in (string[])["shares", "share_instances", "snapshots", "snapshot_instances", "share_groups", "share_group_snapshots", "export_locations"])
            Assert.True(await world.Db.Number(Sql.Raw($"SELECT COUNT(*) FROM {table}")) == 0, $"rows are left in {table}");
        Assert.Equal(0, await world.Db.Number($"SELECT COUNT(*) FROM operations WHERE open_key IS NOT NULL"));
        Assert.Equal(0, await world.Db.Number($"SELECT COUNT(*) FROM quota_uses WHERE in_use <> 0"));
        Assert.Equal(0, await world.Db.Number($"SELECT COUNT(*) FROM pool_uses WHERE promised_gib <> 0 OR in_place_gib <> 0"));
        var (shares, snapshots) = world.Backend.Holds();
        Assert.DoesNotContain(shares, s => s.ShareId != ShareWorld.Foreign && s.InstanceId != MayBeLeft);
        if (!SnapshotsMayBeLeft) Assert.DoesNotContain(snapshots, s => s.InstanceId != MayBeLeft);
        if (!SnapshotsMayBeLeft && MayBeLeft is null && !GroupMayBeLeft) Assert.Empty(world.Backend.HoldsGroups());
    }

    ValueTask<List<Instance>> Instances() => world.Db.Query(
        $"SELECT i.id, i.host, i.status, s.size, i.counted_gib, i.in_place, i.id = s.instance_id OR i.replica_state IS NOT NULL FROM share_instances i JOIN shares s ON s.id = i.share_id ORDER BY i.id",
        r => new Instance(r.Text(0), r.TextOrNull(1) ?? "", r.Text(2), (int)r.Number(3), (int)r.Number(4), r.Flag(5), r.Flag(6)));

    async Task CheckQuotas()
    {
        var shares = await world.Db.Query($"SELECT project_id, user_id, share_type_id, size FROM shares", r => (r.Text(0), r.Text(1), r.Text(2), r.Number(3)));
        var snapshots = await world.Db.Query(
            $"SELECT n.project_id, n.user_id, s.share_type_id, n.size FROM snapshots n JOIN shares s ON s.id = n.share_id",
            r => (r.Text(0), r.Text(1), r.Text(2), r.Number(3)));
        var counted = new SortedDictionary<string, long>(StringComparer.Ordinal);
        void Count(IEnumerable<(string, string, string, long)> rows, QuotaResource number, QuotaResource size)
        {
            foreach (var (project, user, type, gib) in rows)
            {
                foreach (var scope in (QuotaScope[])[QuotaScope.Project(project), QuotaScope.User(project, user), QuotaScope.Type(project, type)])
                {
                    // A size of 0: it is not in care, and not counted.
                    if (gib == 0) continue;
                    counted[Key(scope.Kind, scope.Id, number.Name)] = counted.GetValueOrDefault(Key(scope.Kind, scope.Id, number.Name)) + 1;
                    counted[Key(scope.Kind, scope.Id, size.Name)] = counted.GetValueOrDefault(Key(scope.Kind, scope.Id, size.Name)) + gib;
                }
            }
        }
        Count(shares, QuotaResource.Shares, QuotaResource.Gigabytes);
        Count(snapshots, QuotaResource.Snapshots, QuotaResource.SnapshotGigabytes);
        Count(
            await world.Db.Query(
                $"SELECT s.project_id, s.user_id, s.share_type_id, s.size FROM shares s JOIN share_instances i ON i.share_id = s.id WHERE s.replication_type IS NOT NULL",
                r => (r.Text(0), r.Text(1), r.Text(2), r.Number(3))), QuotaResource.ShareReplicas, QuotaResource.ReplicaGigabytes);
        await CountGroups(counted);
        var booked = await world.Db.Query(
            $"SELECT scope, scope_id, resource, in_use FROM quota_uses WHERE in_use <> 0", r => (Key(r.Text(0), r.Text(1), r.Text(2)), r.Number(3)));
        Assert.Equal(Lines(counted.Select(c => (c.Key, c.Value))), Lines(booked));
    }

    async Task CountGroups(SortedDictionary<string, long> counted)
    {
        foreach (var (table, resource) in ((string, QuotaResource)[])[("share_groups", QuotaResource.ShareGroups), ("share_group_snapshots", QuotaResource.ShareGroupSnapshots)])
        {
            foreach (var (project, user) in await world.Db.Query(Sql.Raw($"SELECT project_id, user_id FROM {table}"), r => (r.Text(0), r.Text(1))))
            {
                foreach (var scope in (QuotaScope[])[QuotaScope.Project(project), QuotaScope.User(project, user)])
                {
                    var key = Key(scope.Kind, scope.Id, resource.Name);
                    counted[key] = counted.GetValueOrDefault(key) + 1;
                }
            }
        }
    }

    // A group is on the backend when it has a host; one in error may have lost it, or could not be dropped.
    async Task CheckGroups()
    {
        var rows = await world.Db.Query($"SELECT id, host, status FROM share_groups", r => (Id: r.Text(0), Host: r.TextOrNull(1), Status: r.Text(2)));
        var held = world.Backend.HoldsGroups().Select(g => g.Id).ToHashSet();
        foreach (var row in rows)
        {
            Assert.Contains(row.Status, (string[])["available", "error"]);
            var isHeld = held.Remove(row.Id);
            if (row.Status == "available") Assert.True(isHeld && row.Host is not null, "an available group is not on the backend");
            else if (row.Host is null) Assert.False(isHeld, "the backend holds a group without a host");
        }
        Assert.True(held.Count == 0 || SnapshotsMayBeLeft || MayBeLeft is not null, "the backend holds groups that nobody knows");
    }

    async Task CheckPools(List<Instance> instances)
    {
        Assert.All(instances, i => Assert.Equal(i.Host.Length > 0 ? i.Size : 0, i.Counted));
        Assert.All(instances.Where(i => i.Host.Length > 0 && i.Status != ShareStatus.ManageError), i => Assert.True(i.InPlace, "a share on the backend is not in place"));
        await CheckSums(instances);
    }

    async Task CheckSums(List<Instance> instances)
    {
        var counted = instances.Where(i => i.Host.Length > 0).GroupBy(i => i.Host).Select(g => (g.Key, (long)g.Sum(i => i.Counted)));
        var booked = await world.Db.Query(
            $"SELECT host, promised_gib, in_place_gib, in_place_at_report_gib, freed_gib FROM pool_uses",
            r => (Host: r.Text(0), Promised: r.Number(1), InPlace: r.Number(2), AtReport: r.Number(3), Freed: r.Number(4)));
        Assert.Equal(Lines(counted.Where(c => c.Item2 != 0)), Lines(booked.Where(b => b.Promised != 0).Select(b => (b.Host, b.Promised))));
        var inPlace = instances.Where(i => i.InPlace).GroupBy(i => i.Host).Select(g => (g.Key, (long)g.Sum(i => i.Counted)));
        Assert.Equal(Lines(inPlace.Where(c => c.Item2 != 0)), Lines(booked.Where(b => b.InPlace != 0).Select(b => (b.Host, b.InPlace))));
        Assert.All(booked, b => Assert.True(b is { AtReport: >= 0, Freed: >= 0 }, $"{b}"));
    }

    void CheckBackend(List<Instance> instances)
    {
        var held = world.Backend.Holds().Shares.Where(s => s.ShareId != ShareWorld.Foreign).ToDictionary(s => s.InstanceId);
        foreach (var instance in instances.Where(i => i.Host.Length > 0 && i.Status != ShareStatus.ManageError))
        {
            if (!held.Remove(instance.Id, out var found))
            {
                // The backend may have dropped it or let go of it and said no all the same.
                Assert.Contains(instance.Status, (string[])[ShareStatus.ErrorDeleting, ShareStatus.UnmanageError]);
                continue;
            }
            Assert.Equal(instance.Host, $"{Slices.Service}#{found.Pool}");
            if (instance.Status is ShareStatus.Available or ShareStatus.ErrorDeleting or ShareStatus.UnmanageError) Assert.Equal(instance.Size, found.SizeGib);
            else Assert.Contains(found.SizeGib, (int[])[instance.Size, UnsureSize]);
        }
        Assert.DoesNotContain(held.Keys, id => id != MayBeLeft);
    }

    async Task CheckSnapshots()
    {
        var rows = await world.Db.Query(
            $"""
             SELECT n.id, n.status, n.details, i.status FROM snapshot_instances n LEFT JOIN share_instances i ON i.id = n.share_instance_id ORDER BY n.id
             """, r => (Id: r.Text(0), Status: r.Text(1), Details: r.Map(2), OfShare: r.TextOrNull(3)));
        var held = world.Backend.Holds().Snapshots.ToDictionary(s => s.InstanceId);
        foreach (var row in rows)
        {
            Assert.Contains(row.Status, SnapshotAtRest);
            var isHeld = held.Remove(row.Id, out var found);
            if (row.Status is SnapshotStatus.ErrorDeleting or SnapshotStatus.UnmanageError) continue;
            if (row.OfShare == ShareStatus.ErrorDeleting) continue; // a replica may have gone with all it had
            Assert.Equal(row.Status == SnapshotStatus.Available, isHeld);
            if (isHeld) Assert.Equal(found!.Name, row.Details.GetValueOrDefault("provider_location"));
        }
        var members = await world.Db.Query(
            $"SELECT m.id, n.status, m.details FROM share_group_snapshot_members m JOIN share_group_snapshots n ON n.id = m.share_group_snapshot_id",
            r => (Id: r.Text(0), Status: r.Text(1), Details: r.Map(2)));
        foreach (var member in members)
        {
            Assert.Contains(member.Status, (string[])["available", "error"]);
            var isHeld = held.Remove(member.Id, out var found);
            if (member.Status != "available") continue;
            Assert.True(isHeld, "a member of an available group snapshot is not on the backend");
            Assert.Equal(found!.Name, member.Details.GetValueOrDefault("provider_location"));
        }
        Assert.DoesNotContain(held.Keys, id => id != MayBeLeft && !SnapshotsMayBeLeft);
    }

    async Task CheckExports(List<Instance> instances)
    {
        var paths = (await world.Db.Query($"SELECT share_instance_id, path FROM export_locations", r => (Of: r.Text(0), Path: r.Text(1)))).ToLookup(e => e.Of);
        Assert.All(instances, i => Assert.Equal(PathsOf(i), paths[i.Id].Select(p => p.Path).Distinct().Count()));
        Assert.Equal(instances.Sum(i => paths[i.Id].Count()), paths.Sum(p => p.Count()));
    }

    // What could not be taken over is still known by what the administrator called it.
    static int PathsOf(Instance instance) => instance switch
    {
        { IsServed: false } => 0,
        { Status: ShareStatus.ManageError } => 1,
        { Host.Length: > 0 } => 3,
        _ => 0,
    };

    async Task CheckNothingIsLeftOver()
    {
        Assert.Equal(0, await world.Db.Number($"SELECT COUNT(*) FROM share_instances WHERE share_id NOT IN (SELECT id FROM shares)"));
        Assert.Equal(0, await world.Db.Number($"SELECT COUNT(*) FROM snapshot_instances WHERE snapshot_id NOT IN (SELECT id FROM snapshots)"));
        Assert.Equal(0, await world.Db.Number(
            $"SELECT COUNT(*) FROM share_group_snapshot_members WHERE share_group_snapshot_id NOT IN (SELECT id FROM share_group_snapshots)"));
        Assert.Equal(0, await world.Db.Number($"SELECT COUNT(*) FROM access_rules WHERE share_id NOT IN (SELECT id FROM shares)"));
        Assert.Equal(0, await world.Db.Number($"SELECT COUNT(*) FROM access_rule_states WHERE access_rule_id NOT IN (SELECT id FROM access_rules)"));
        Assert.Equal(0, await world.Db.Number($"SELECT COUNT(*) FROM reconciliations WHERE resource_id NOT IN (SELECT id FROM share_instances)"));
    }

    static string Key(string scope, string id, string resource) => $"{scope} {id} {resource}";

    static string Lines(IEnumerable<(string, long)> numbers) =>
        string.Join('\n', numbers.Select(n => $"{n.Item1}: {n.Item2}").Order(StringComparer.Ordinal));
}
