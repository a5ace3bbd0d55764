using Abaca.DriverSdk;
using Abaca.Drivers.Dummy;
using Abaca.Server.Data;
using Abaca.Server.Scheduling;
using Abaca.Server.Services;
using Abaca.Server.Shares;
using Abaca.Server.ShareTypes;
using Abaca.Server.Snapshots;

namespace Abaca.Tests.Server.Torture;

/// <summary>
/// What outlives every process: the database, wiped for each run, and a Dummy backend with its pools. Also puts shares and snapshots
/// there for a run to begin with.
/// </summary>
sealed class ShareWorld
{
    public const string Project = "project";
    public const string User = "user";
    public const string Zone = "nova";
    public const string Foreign = "foreign";

    static readonly string[] Tables =
    [
        "shares", "share_instances", "export_locations", "access_rules", "access_rule_states", "snapshots", "snapshot_instances", "messages",
        "share_groups", "share_group_types", "share_group_snapshots", "share_group_snapshot_members",
        "quotas", "quota_uses", "pool_uses", "backend_reports", "services", "reconciliations",
    ];

    static readonly ShareType Type = new(
        "type-1", "default", null, true,
        new Dictionary<string, string> { ["driver_handles_share_servers"] = "False", ["snapshot_support"] = "True" }, DateTimeOffset.UnixEpoch, null);

    static readonly ShareType Replicated = new(
        "type-2", "replicated", null, true,
        new Dictionary<string, string>(Type.ExtraSpecs) { ["replication_type"] = "readable" }, DateTimeOffset.UnixEpoch, null);

    /// <summary>A type that a share may move to.</summary>
    public static readonly ShareType OtherType = Type with { Id = "type-3", Name = "other" };

    ShareWorld(Db db, TimeProvider clock, DummyDriver backend)
    {
        (Db, Clock, Backend) = (db, clock, backend);
        Slices = new Slices(db, backend, clock);
    }

    public Db Db { get; }

    public TimeProvider Clock { get; }

    /// <summary>The backend, reached by nobody who dies.</summary>
    public DummyDriver Backend { get; }

    /// <summary>The slices of somebody who looks on and does not die.</summary>
    public Slices Slices { get; }

    /// <summary>Rows that all runs share.</summary>
    public static Task Prepare(Db db) => db.Transaction(async tx =>
    {
        var types = new ShareTypeStore(db, new ShareTypeSettings(null), TimeProvider.System);
        foreach (var type in (ShareType[])[Type, Replicated, OtherType])
        {
            if (await types.Find(tx, type.Id) is null) await types.Insert(tx, type);
        }
    });

    /// <summary>An empty world.</summary>
    /// <param name="db">Where <see cref="Prepare"/> was.</param>
    /// <param name="clock">The run's.</param>
    /// <param name="pools">Pools by size in GiB; the scheduler likes the largest.</param>
    public static async Task<ShareWorld> Open(Db db, TimeProvider clock, params (string Name, double Gib)[] pools)
    {
        var options = new DummyOptions(
            pools.ToDictionary(p => p.Name, p => p.Gib), ["NFS"], [AccessType.Ip], Thin: false, TimeSpan.Zero, new Dictionary<DummyMethod, TimeSpan>())
        {
            CloneTime = TimeSpan.FromSeconds(1.5),
            Section = "dummy",
        };
        await db.Transaction(async tx =>
        {
            foreach (var table in Tables) await tx.Execute(Sql.Of($"DELETE FROM {Sql.Raw(table)}"));
        });
        var world = new ShareWorld(db, clock, new DummyDriver(options, clock));
        await world.Slices.Services.Report(Slices.Service, ServiceBinary.Share, Zone);
        await world.Report();
        return world;
    }

    /// <summary>The backend says how its pools are.</summary>
    public async Task Report()
    {
        var start = await Slices.Pools.BeginReport(Slices.Service);
        var report = ((DriverResult<BackendReport>.Done)await Backend.Report()).Value;
        await Slices.Pools.SaveReport(start, report, new PoolOptions { BackendName = "dummy", ReplicationDomain = "lab" });
    }

    /// <summary>A share that is only a plan.</summary>
    public Share Planned(int sizeGib) => new()
    {
        Id = ShareId.New(),
        InstanceId = ShareInstanceId.New(Clock.GetUtcNow()),
        ProjectId = Project,
        UserId = User,
        Size = sizeGib,
        Protocol = "NFS",
        TypeId = Type.Id,
        TypeName = Type.Name,
        Abilities = new ShareAbilities(Snapshots: true, SharesFromSnapshots: true, Reverts: true),
        CreatedAt = Clock.GetUtcNow(),
    };

    /// <summary>A share of a type that replicates, which is only a plan.</summary>
    public Share PlannedReplicated(int sizeGib) =>
        Planned(sizeGib) with { TypeId = Replicated.Id, TypeName = Replicated.Name, ReplicationType = "readable" };

    /// <summary>What the API writes of a new share.</summary>
    public async Task Ask(Tx tx, Share share)
    {
        await Slices.Quotas.Take(tx, ShareSubjects.CostOf(share));
        await Slices.Shares.Insert(tx, share, new Dictionary<string, string>());
    }

    /// <summary>A share that is there, on the backend and in the ledgers.</summary>
    public Task<Share> Share(int sizeGib, string pool, string? group = null) => Laid(Planned(sizeGib) with { GroupId = group }, pool);

    /// <summary>Puts a planned share onto the backend and into the ledgers.</summary>
    public async Task<Share> Laid(Share planned, string pool)
    {
        var share = planned with { Status = ShareStatus.Available, Host = $"{Slices.Service}#{pool}", AvailabilityZone = Zone };
        var sizeGib = planned.Size;
        var made = ((DriverResult<CreatedShare>.Done)await Backend.Create(await Slices.Specs.Of(share, default))).Value;
        await Db.Transaction(async tx =>
        {
            await Ask(tx, share);
            await Slices.Shares.Place(tx, share.Id, share.Host, Zone, sizeGib);
            await Slices.Pools.Promise(tx, share.Host!, sizeGib, 0);
            await Slices.Placement.Settled(tx, share.Id, default);
            await Slices.Exports.Replace(tx, share.InstanceId, made.Exports);
            await Slices.Shares.Keep(tx, share.InstanceId, made);
        });
        await Report();
        return share;
    }

    /// <summary>A snapshot that is only a plan.</summary>
    public Snapshot PlannedSnapshot(Share share) => new()
    {
        Id = SnapshotId.New(),
        InstanceId = Guid.NewGuid().ToString(),
        ShareId = share.Id,
        ShareInstanceId = share.InstanceId,
        ProjectId = Project,
        UserId = User,
        Size = share.Size,
        ShareSize = share.Size,
        Protocol = share.Protocol,
        Status = SnapshotStatus.Creating,
        Progress = "0%",
        CreatedAt = Clock.GetUtcNow(),
    };

    /// <summary>What the API writes of a new snapshot.</summary>
    public async Task Ask(Tx tx, Snapshot snapshot, Share share)
    {
        await Slices.Quotas.Take(tx, SnapshotSubjects.CostOf(snapshot, share));
        await Slices.Snapshots.Insert(tx, snapshot);
    }

    /// <summary>A snapshot that is there.</summary>
    public async Task<Snapshot> Snapshot(Share share)
    {
        var snapshot = PlannedSnapshot(share) with { Status = SnapshotStatus.Available, Progress = "100%" };
        var details = ((DriverResult<IReadOnlyDictionary<string, string>>.Done)
            await Backend.CreateSnapshot(await Slices.Specs.Of(snapshot, share, default))).Value;
        await Db.Transaction(async tx =>
        {
            await Ask(tx, snapshot, share);
            await Slices.Snapshots.SetDetails(tx, snapshot.Id, details);
        });
        return snapshot;
    }

    /// <summary>A share of one size with a snapshot from when it had another.</summary>
    public async Task<(Share, Snapshot)> ResizedSinceSnapshot(int sizeGib, int snapshotGib, string pool)
    {
        var before = await Share(snapshotGib, pool);
        var snapshot = await Snapshot(before);
        var spec = await Slices.Specs.Of(before, default);
        var end = sizeGib > snapshotGib ? await Backend.Extend(spec, sizeGib) : await Backend.Shrink(spec, sizeGib);
        if (end is not DriverResult.Done) throw new InvalidOperationException($"It cannot be resized: {end}");
        await Db.Transaction(async tx =>
        {
            await Slices.Growth.Arrive(tx, before, sizeGib);
        });
        return (before with { Size = sizeGib, ChargedSize = sizeGib }, snapshot);
    }

    /// <summary>Somebody else fills a pool behind the service's back: the last report still shows the room.</summary>
    public async Task Occupy(string pool, int gib)
    {
        var empty = new Dictionary<string, string>();
        var end = await Backend.Create(new ShareSpec(Foreign + pool, Foreign, Foreign, Foreign, pool, "NFS", gib, empty, empty, empty));
        if (end is not DriverResult<CreatedShare>.Done) throw new InvalidOperationException($"The pool cannot be filled: {end}");
    }
}
