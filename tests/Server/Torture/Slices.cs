using Abaca.DriverSdk;
using Abaca.Server.AccessRules;
using Abaca.Server.Data;
using Abaca.Server.Doorbell;
using Abaca.Server.Groups;
using Abaca.Server.Http;
using Abaca.Server.Messages;
using Abaca.Server.Operations;
using Abaca.Server.Quotas;
using Abaca.Server.Reconcile;
using Abaca.Server.Replicas;
using Abaca.Server.Scheduling;
using Abaca.Server.Scheduling.Expressions;
using Abaca.Server.Services;
using Abaca.Server.Shares;
using Abaca.Server.ShareTypes;
using Abaca.Server.Snapshots;
using Microsoft.Extensions.Logging.Abstractions;

namespace Abaca.Tests.Server.Torture;

/// <summary>The server's own stores, books and flows as one process puts them together, over a database and a driver that may die.</summary>
sealed class Slices
{
    /// <summary>The one backend: <c>host@backend</c>.</summary>
    public const string Service = "host@dummy";

    readonly ShareSettings settings = new(["NFS"], "share-%s", "snapshot-%s", [], "", ScheduleClones: false, PlacementAttempts: 3);
    readonly ShareDrivers drivers;
    readonly SnapshotDrivers snapshotDrivers;
    readonly GroupDrivers groupDrivers;
    readonly GroupPlacement groupPlacement;
    readonly Db db;
    readonly Backends backends = new();

    public Slices(Db db, IShareDriver driver, TimeProvider clock, string process = "torture/0")
    {
        (this.db, Clock) = (db, clock);
        backends.Add(Service, driver);
        Claims = new ObjectClaims(db, new Deployment("torture"));
        Shares = new ShareStore(db, Claims, clock);
        Snapshots = new SnapshotStore(db, clock);
        Exports = new ExportLocationStore(db, Shares, clock);
        Messages = new MessageStore(db, new MessageSettings(TimeSpan.FromDays(30)), clock);
        var services = new ServiceSettings(TimeSpan.FromDays(30));
        Pools = new PoolLedger(db, services, clock);
        Services = new ServiceStore(db, new ZoneStore(db, clock), services, clock);
        var types = new ShareTypeStore(db, new ShareTypeSettings(null), clock);
        Types = types;
        Specs = new ShareSpecs(Shares, Claims, types, settings);
        var scheduler = new Scheduler(new SchedulerOptions(), new SchedulingPolicies(new ExpressionCache()));
        Groups = new ShareGroupStore(db, clock);
        GroupSnapshots = new GroupSnapshotStore(db, clock);
        GroupTypes = new ShareGroupTypeStore(db, new ShareGroupSettings(null), clock);
        var (ofSnapshots, ofGroups) = (new SnapshotsOfShare(Snapshots, new Visible<Snapshot>(new Stored<Snapshot>(Snapshots)), Specs),
            new GroupsOfShare(Groups, GroupSnapshots, new Visible<ShareGroup>(new Stored<ShareGroup>(Groups)), Specs));
        var sources = new ShareSources([ofSnapshots, ofGroups]);
        Placement = new SharePlacement(scheduler, Pools, Shares, types, sources, settings);
        groupPlacement = new GroupPlacement(new GroupScheduler(scheduler), Pools, Groups, GroupTypes, types, Placement);
        groupDrivers = new GroupDrivers(backends, Groups, GroupSnapshots, Shares, Specs);
        snapshotDrivers = new SnapshotDrivers(backends, Shares, Specs, Snapshots, Claims, db);
        var leases = new LeaseTable(db, "reconciliations", new ProcessOwner(process, _ => true), TimeSpan.FromSeconds(60));
        Reconciliations = new ReconciliationStore(db, leases, new Bells(), clock);
        Instances = new ShareInstanceStore(db, clock);
        ReplicaSnapshots = new ReplicaSnapshots(db, clock);
        Rules = new AccessRuleStore(db, Instances, Reconciliations, clock);
        ReplicaPlacement = new ReplicaPlacement(scheduler, Pools, Shares, Instances, types);
        Moves = new MigrationSlice(this, db, backends, clock);
        Dependents = new ShareDependents([ofSnapshots, ofGroups, Moves.Elsewhere, new RulesOfShare(Rules)]);
        drivers = new ShareDrivers(backends, Shares, Specs, sources, Dependents, Recognition);
    }

    ObjectClaims Claims { get; }

    ShareDependents Dependents { get; }

    Recognition Recognition => new(backends, Shares, Instances, Specs, Claims, Exports, db);

    public ShareInstanceStore Instances { get; }

    public ReplicaSnapshots ReplicaSnapshots { get; }

    public ReplicaPlacement ReplicaPlacement { get; }

    Abaca.Server.Operations.Operations Operations => new(
        new OperationStore(db, new LeaseTable(db, "operations", new ProcessOwner("torture/0", _ => true), TimeSpan.FromSeconds(60)), new Bells(), Clock),
        new LocalDispatch(), new Bells(), new OperationsOptions(), Clock);

    public ShareGrowth Growth => new(Shares, Placement, Quotas);

    public FollowingReplicas Followers => new(ReplicaSnapshots, Shares, Instances, Watch);

    /// <summary>How resources are brought to rest whose operation nobody can read.</summary>
    public IReadOnlyList<IUnattended> Kinds =>
    [
        new UnattendedShare(Shares, Growth, Dependents, Messages), new UnattendedSnapshot(Snapshots, Followers, Messages),
        new UnattendedReplica(Instances, ReplicaSnapshots, Messages),
        new UnattendedGroup(Groups, Shares, new MemberShares(drivers, Shares, Exports, Placement, Messages), Messages),
        new UnattendedGroupSnapshot(GroupSnapshots, Messages),
    ];

    ReplicaWatch Watch => new(Instances, Reconciliations);

    ReplicaDrivers ReplicaDrivers => new(backends, Instances, new ReplicaSets(Instances, ReplicaSnapshots, Specs));

    ReplicaReports ReplicaReports => new(Shares, Exports, ReplicaSnapshots, Rules);

    SnapshotRemoval SnapshotRemoval => new(Snapshots, ReplicaSnapshots, Shares, Quotas);

    public NewReplica NewReplica => new(Instances, Rules, ReplicaSnapshots, Quotas);

    public ReplicaArrival ReplicaArrival => new(Instances, ReplicaReports, ReplicaPlacement, Rules, Watch);

    public ReplicaReconciler ReplicaReconciler => new(
        ReplicaDrivers, Instances, ReplicaReports, new LeftoverSnapshots(ReplicaDrivers, ReplicaSnapshots, SnapshotRemoval, db), Messages, ReplicaSettings, db);

    static ReplicaSettings ReplicaSettings => new(TimeSpan.FromMinutes(5), 3);

    TimeProvider Clock { get; }

    public ShareStore Shares { get; }

    public SnapshotStore Snapshots { get; }

    public ShareGroupStore Groups { get; }

    public GroupSnapshotStore GroupSnapshots { get; }

    public ShareGroupTypeStore GroupTypes { get; }

    public ExportLocationStore Exports { get; }

    public MessageStore Messages { get; }

    public PoolLedger Pools { get; }

    public ServiceStore Services { get; }

    public ShareTypeStore Types { get; }

    public ShareSpecs Specs { get; }

    public SharePlacement Placement { get; }

    public QuotaLedger Quotas { get; } = new(new QuotaDefaults());

    public ReconciliationStore Reconciliations { get; }

    public AccessRuleStore Rules { get; }

    public MigrationSlice Moves { get; }

    public AccessRuleReconciler RuleReconciler => new(Rules, Instances, Specs, backends, Messages, db);

    /// <summary>Every flow of shares, snapshots, groups and replicas.</summary>
    public FlowRegistry Flows()
    {
        var removal = new ShareRemoval(Shares, Placement, new ShareHints(new Visible<Share>(new Stored<Share>(Shares)), Shares), Quotas, Dependents);
        var flows = new FlowRegistry();
        flows.Add(new CreateShareFlow(Placement, drivers, Shares, Exports, Messages, settings));
        flows.Add(new DeleteShareFlow(drivers, removal, Shares, Messages));
        flows.Add(new ExtendShareFlow(Placement, drivers, Shares, Growth, Watch, Messages));
        flows.Add(new ShrinkShareFlow(drivers, Shares, Growth, Watch, Messages));
        var reverts = new RevertBooks(Placement, Shares, Snapshots, Watch, Rules, Growth, Messages);
        flows.Add(new RevertShareFlow(snapshotDrivers, reverts, Shares, RuleReconciler));
        flows.Add(new FirstRevertShareFlow(reverts));
        var intake = new ShareRegistration(Shares, Exports, Placement, Types, Quotas);
        flows.Add(new ManageShareFlow(Placement, new TakingOver(drivers, Shares, Claims, Recognition, db), Shares, intake, Claims, Messages));
        flows.Add(new UnmanageShareFlow(drivers, removal, Shares, Messages));
        flows.Add(new ManageSnapshotFlow(
            new TakingSnapshots(snapshotDrivers, Snapshots, Shares, new SnapshotClaims(snapshotDrivers, Snapshots, Claims), db), Snapshots, Shares, Quotas, Messages));
        flows.Add(new UnmanageSnapshotFlow(snapshotDrivers, SnapshotRemoval, Snapshots, Messages));
        flows.Add(new CreateSnapshotFlow(snapshotDrivers, Snapshots, Followers, Messages));
        flows.Add(new DeleteSnapshotFlow(snapshotDrivers, SnapshotRemoval, Snapshots, ReplicaSnapshots, Followers, Messages));
        var replicaRemoval = new ReplicaRemoval(Instances, ReplicaPlacement, Rules, ReplicaSnapshots, SnapshotRemoval, Watch, Quotas);
        flows.Add(new CreateReplicaFlow(ReplicaPlacement, ReplicaDrivers, Instances, ReplicaArrival, ReplicaSnapshots, Messages, ReplicaSettings));
        flows.Add(new DeleteReplicaFlow(ReplicaDrivers, replicaRemoval, Instances, Messages));
        flows.Add(new PromoteReplicaFlow(
            ReplicaDrivers, Instances, new ActiveReplicaSwitch(Instances, ReplicaReports, ReplicaSnapshots, Rules, Watch, Operations), Watch, Messages));
        Moves.AddTo(flows);
        var groupRemoval = new GroupRemoval(Groups, GroupSnapshots, Quotas);
        flows.Add(new CreateShareGroupFlow(groupPlacement, groupDrivers, Groups, new MemberShares(drivers, Shares, Exports, Placement, Messages), Messages));
        flows.Add(new DeleteShareGroupFlow(groupDrivers, groupRemoval, Groups, Messages));
        flows.Add(new CreateGroupSnapshotFlow(groupDrivers, GroupSnapshots, Messages));
        flows.Add(new DeleteGroupSnapshotFlow(groupDrivers, groupRemoval, GroupSnapshots, Messages));
        // The Dummy backends of these worlds write marks of a deployment of this name.
        flows.Add(new RemoveObjectFlow(backends, new StockStore(db), new Deployment("none"), NullLogger<RemoveObjectFlow>.Instance));
        flows.Add(new ExportShareFlow(backends, Instances, Specs, Rules, Exports, Messages));
        var orphans = new OrphanDrivers(backends, Shares, Snapshots, Specs);
        flows.Add(new AdoptShareFlow(Placement, orphans, Shares, intake, removal));
        flows.Add(new AdoptSnapshotFlow(orphans, Snapshots, Shares, Quotas));
        return flows;
    }
}
