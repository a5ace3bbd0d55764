namespace Abaca.Client;

/// <summary>A share service with all its calls, typed. One object per cloud; safe for one caller at a time.</summary>
public sealed class ShareService : IDisposable
{
    /// <summary>Opens the service; nothing is sent before the first call.</summary>
    /// <param name="settings">The cloud.</param>
    /// <param name="handler">The connections; owned by this object from now on. <see cref="ClientHandlers.For"/> makes them.</param>
    /// <param name="time">Measures pauses between tries.</param>
    public ShareService(CloudSettings settings, HttpMessageHandler handler, TimeProvider time)
    {
        Api = new ShareApi(settings, handler, time);
        Shares = new ShareCalls(Api);
        Snapshots = new SnapshotCalls(Api);
        Groups = new ShareGroupCalls(Api);
        Replicas = new ReplicaCalls(Api);
        Access = new AccessCalls(Api);
        Types = new ShareTypeCalls(Api);
        Quotas = new QuotaCalls(Api);
        Operators = new OperatorCalls(Api);
        Messages = new MessageCalls(Api);
        Operations = new OperationCalls(Api);
        Reconcile = new ReconcileCalls(Api);
        Identity = new IdentityCalls(Api);
        Catalog = new CatalogCalls(Api);
        Settings = settings;
    }

    /// <summary>The connection underneath: version, session, calls not named here.</summary>
    public ShareApi Api { get; }

    /// <summary>Shares.</summary>
    public ShareCalls Shares { get; }

    /// <summary>Snapshots.</summary>
    public SnapshotCalls Snapshots { get; }

    /// <summary>Share groups, their snapshots and types.</summary>
    public ShareGroupCalls Groups { get; }

    /// <summary>Share replicas.</summary>
    public ReplicaCalls Replicas { get; }

    /// <summary>Access rules.</summary>
    public AccessCalls Access { get; }

    /// <summary>Share types.</summary>
    public ShareTypeCalls Types { get; }

    /// <summary>Quotas and limits.</summary>
    public QuotaCalls Quotas { get; }

    /// <summary>Services, pools, zones.</summary>
    public OperatorCalls Operators { get; }

    /// <summary>User messages.</summary>
    public MessageCalls Messages { get; }

    /// <summary>Abaca's operations.</summary>
    public OperationCalls Operations { get; }

    /// <summary>What storages and database say of each other.</summary>
    public ReconcileCalls Reconcile { get; }

    /// <summary>Users, projects and roles.</summary>
    public IdentityCalls Identity { get; }

    /// <summary>Services and endpoints of Keystone's catalog.</summary>
    public CatalogCalls Catalog { get; }

    /// <summary>The cloud.</summary>
    public CloudSettings Settings { get; }

    /// <inheritdoc/>
    public void Dispose() => Api.Dispose();
}
