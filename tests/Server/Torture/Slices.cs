using Abaca.DriverSdk;
using Abaca.Server.AccessRules;
using Abaca.Server.Configuration;
using Abaca.Server.Data;
using Abaca.Server.Groups;
using Abaca.Server.Hosting;
using Abaca.Server.Operations;
using Abaca.Server.Quotas;
using Abaca.Server.Replicas;
using Abaca.Server.Services;
using Abaca.Server.ShareMigration;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;
using Microsoft.Extensions.DependencyInjection;

namespace Abaca.Tests.Server.Torture;

/// <summary>The server's own slices as one process has them, over a database and a driver that may die.</summary>
sealed class Slices
{
    /// <summary>The one backend: <c>host@backend</c>.</summary>
    public const string Service = "host@dummy";

    static readonly ServiceOptions Options = ConfigurationFile.Read(
        "[DEFAULT]", "auth_strategy = noauth", "enabled_share_backends = dummy", "enabled_share_protocols = NFS", $"service_down_time = {30 * 24 * 3600}",
        "[dummy]", "share_driver = abaca.dummy", "driver_handles_share_servers = False").Options;

    // The same for all processes, and there are thousands of them.
    static readonly IServiceCollection Modules = new ServiceCollection()
        .AddLogging()
        .AddSingleton(new Deployment("none")) // as the Dummy backends of these worlds mark what they make
        .AddOperations(works: false)
        .AddSlices(Options);

    readonly ServiceProvider services;

    public Slices(Db db, IShareDriver driver, TimeProvider clock, string process = "torture/0")
    {
        var backends = new Backends();
        backends.Add(Service, driver);
        var parts = new ServiceCollection();
        foreach (var part in Modules) ((ICollection<ServiceDescriptor>)parts).Add(part);
        services = parts
            .AddSingleton(_ => db)
            .AddSingleton(clock)
            .AddSingleton(new ProcessOwner(process, _ => true))
            .AddSingleton(backends)
            .BuildServiceProvider();
    }

    public ShareStore Shares => Get<ShareStore>();

    public ShareInstanceStore Instances => Get<ShareInstanceStore>();

    public ShareSpecs Specs => Get<ShareSpecs>();

    public ShareGrowth Growth => Get<ShareGrowth>();

    public SharePlacement Placement => Get<SharePlacement>();

    public ExportLocationStore Exports => Get<ExportLocationStore>();

    public SnapshotStore Snapshots => Get<SnapshotStore>();

    public FollowingReplicas Followers => Get<FollowingReplicas>();

    public ReplicaSnapshots ReplicaSnapshots => Get<ReplicaSnapshots>();

    public NewReplica NewReplica => Get<NewReplica>();

    public ReplicaSets ReplicaSets => Get<ReplicaSets>();

    public ReplicaArrival ReplicaArrival => Get<ReplicaArrival>();

    public ShareGroupStore Groups => Get<ShareGroupStore>();

    public GroupSnapshotStore GroupSnapshots => Get<GroupSnapshotStore>();

    public ShareGroupTypeStore GroupTypes => Get<ShareGroupTypeStore>();

    public PlacedInstances PlacedInstances => Get<PlacedInstances>();

    public MigrationLedger MigrationLedger => Get<MigrationLedger>();

    public PoolLedger Pools => Get<PoolLedger>();

    public ServiceStore Services => Get<ServiceStore>();

    public QuotaLedger Quotas => Get<QuotaLedger>();

    public AccessRuleStore Rules => Get<AccessRuleStore>();

    public ReconciliationStore Reconciliations => Get<ReconciliationStore>();

    public Reconciler RuleReconciler => Get<AccessRuleReconciler>();

    public Reconciler ReplicaReconciler => services.GetServices<Reconciler>().OfType<ReplicaReconciler>().Single();

    /// <summary>How resources are brought to rest whose operation nobody can read.</summary>
    public IReadOnlyList<IUnattended> Kinds => [.. services.GetServices<IUnattended>()];

    /// <summary>Every flow.</summary>
    public FlowRegistry Flows() => Get<FlowRegistry>();

    /// <summary>One flow by itself.</summary>
    public TFlow Flow<TFlow>() where TFlow : notnull => Get<TFlow>();

    T Get<T>() where T : notnull => services.GetRequiredService<T>();
}
