using Abaca.Server.Groups;
using Abaca.Server.Identity;
using Abaca.Server.Messages;
using Abaca.Server.Notifications;
using Abaca.Server.Quotas;
using Abaca.Server.Reconcile;
using Abaca.Server.Replicas;
using Abaca.Server.Scheduling;
using Abaca.Server.Services;
using Abaca.Server.ShareMigration;
using Abaca.Server.ShareTypes;
using Abaca.Server.Shares;
using Abaca.Server.Tls;

namespace Abaca.Server.Hosting;

/// <summary>What each part is told of the configuration: parts know their own settings, not the options.</summary>
static class SettingsOf
{
    /// <summary>The edge.</summary>
    public static ApiSettings Api(ServiceOptions options) =>
        new(options.Api.MaxRequestBodySize, options.Api.MaxLimit, options.Api.BaseUrl);

    /// <summary>The embedded identity.</summary>
    public static IdentitySettings Identity(ServiceOptions options) => new()
    {
        PublicBase = new Uri(options.Authentication.PublicBase ?? BaseUrl.Of(options)),
        FollowClient = options.Authentication.PublicBase is null,
        CaFile = options.Api.Tls is { } tls ? CertificateFiles.Read(tls).Certificate?.PublicAuthority(tls) : null,
        StateDirectory = options.Node.StatePath,
        Region = options.Authentication.Region,
        TokenLifetime = options.Authentication.TokenLifetime,
        Guesses = GuessesOf(options.Authentication),
    };

    static GuessLimits GuessesOf(AuthenticationOptions options) => new()
    {
        Pair = new GuessLimit(options.FreeGuesses, options.LongestPause, options.LongestPause),
    };

    /// <summary>The operations engine.</summary>
    public static OperationsOptions Operations(ServiceOptions options) => new()
    {
        Lease = options.Operations.Lease,
        Concurrency = options.Operations.Workers,
        Scan = options.Operations.ScanInterval,
        Retention = options.Operations.Keep,
        Deadline = options.Operations.Deadline,
        Reconciling = new BackOff(TimeSpan.FromSeconds(1), options.Operations.LongestPause),
    };

    /// <summary>The scheduler.</summary>
    public static SchedulerOptions Scheduler(ServiceOptions options) => new()
    {
        DefaultFilters = options.Scheduling.Filters,
        DefaultExtendFilters = options.Scheduling.ExtendFilters,
        DefaultWeighers = options.Scheduling.Weighers,
        CapacityWeightMultiplier = options.Scheduling.CapacityWeightMultiplier,
        PoolWeightMultiplier = options.Scheduling.PoolWeightMultiplier,
    };

    /// <summary>The share type slice.</summary>
    public static ShareTypeSettings ShareTypes(ServiceOptions options) => new(options.Shares.DefaultType);

    /// <summary>The share group slice.</summary>
    public static ShareGroupSettings ShareGroups(ServiceOptions options) => new(options.Shares.DefaultGroupType);

    /// <summary>The replica slice.</summary>
    public static ReplicaSettings Replicas(ServiceOptions options) => new(options.Shares.ReplicaUpdateInterval, options.Scheduling.MaxAttempts);

    /// <summary>The slice that compares storage and database.</summary>
    public static ReconcileSettings Reconcile(ServiceOptions options) =>
        new([.. options.Backends.Select(backend => new KnownBackend($"{options.Node.Host}@{backend.Section}", backend.Driver.DriverNames[0]))]) { OwnsProjects = options.Authentication.Strategy is AuthStrategy.Embedded };

    /// <summary>What is to become of notifications.</summary>
    public static NotificationSettings Notifications(ServiceOptions options) =>
        new(options.Notifications.Drivers.Count > 0, options.Node.Host, options.Notifications.Retry, options.Notifications.MostWaiting);

    /// <summary>The message slice.</summary>
    public static MessageSettings Messages(ServiceOptions options) => new(options.Operations.MessageLifetime);

    /// <summary>The service slice.</summary>
    public static ServiceSettings Services(ServiceOptions options) => new(options.Node.ServiceDownTime);

    /// <summary>The quota slice.</summary>
    public static QuotaDefaults Quotas(ServiceOptions options) => new()
    {
        Shares = options.Quota.Shares,
        Gigabytes = options.Quota.Gigabytes,
        Snapshots = options.Quota.Snapshots,
        SnapshotGigabytes = options.Quota.SnapshotGigabytes,
        PerShareGigabytes = options.Quota.PerShareGigabytes,
        ShareNetworks = options.Quota.ShareNetworks,
        ShareGroups = options.Quota.ShareGroups,
        ShareGroupSnapshots = options.Quota.ShareGroupSnapshots,
        ShareReplicas = options.Quota.ShareReplicas,
        ReplicaGigabytes = options.Quota.ReplicaGigabytes,
        Backups = options.Quota.Backups,
        BackupGigabytes = options.Quota.BackupGigabytes,
        EncryptionKeys = options.Quota.EncryptionKeys,
    };

    /// <summary>The slice of moves. What watches a copy is over before operations have to be.</summary>
    public static MigrationSettings ShareMigration(ServiceOptions options) =>
        new(options.Shares.MigrationUpdateInterval, options.Operations.Deadline / 2);

    /// <summary>The share slice.</summary>
    public static ShareSettings Shares(ServiceOptions options) => new(
        options.Shares.EnabledProtocols,
        options.Shares.NameTemplate,
        options.Shares.SnapshotNameTemplate,
        options.Shares.AdminOnlyMetadata,
        options.Shares.MountPointPrefix,
        options.Shares.ScheduleSharesFromSnapshots,
        options.Scheduling.MaxAttempts)
    {
        AdminOnlyExportMetadata = options.Shares.AdminOnlyExportLocationMetadata,
        MostMetadataItems = options.Shares.MostMetadataItems,
        MostAccessRules = options.Shares.MostAccessRules,
    };
}
