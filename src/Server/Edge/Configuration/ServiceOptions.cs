namespace Abaca.Server.Configuration;

/// <summary>Everything configured, checked, and fixed until the next load.</summary>
public sealed record ServiceOptions
{
    /// <summary>Who this node is and where it keeps and opens things.</summary>
    public required NodeOptions Node { get; init; }

    /// <summary>How the API is offered.</summary>
    public required ApiOptions Api { get; init; }

    /// <summary>Where the log goes.</summary>
    public required LogOptions Log { get; init; }

    /// <summary>Who checks tokens.</summary>
    public required AuthenticationOptions Authentication { get; init; }

    /// <summary>Policy file and switches.</summary>
    public required PolicyOptions Policy { get; init; }

    /// <summary>Where rows are kept.</summary>
    public required DatabaseOptions Database { get; init; }

    /// <summary>The broker that wakes processes on other hosts.</summary>
    public required MessagingOptions Messaging { get; init; }

    /// <summary>Notifications for consumers outside of the service.</summary>
    public required NotificationOptions Notifications { get; init; }

    /// <summary>What shares may be asked for.</summary>
    public required ShareOptions Shares { get; init; }

    /// <summary>How a pool is chosen.</summary>
    public required SchedulingOptions Scheduling { get; init; }

    /// <summary>Quotas of projects that have none of their own.</summary>
    public required QuotaOptions Quota { get; init; }

    /// <summary>How work that takes time is run.</summary>
    public required OperationOptions Operations { get; init; }

    /// <summary>The backends to run, in the order of <c>enabled_share_backends</c>; those with errors are missing.</summary>
    public required IReadOnlyList<BackendOptions> Backends { get; init; }

    /// <summary>Every section that <c>enabled_share_backends</c> names, usable or not, in its order.</summary>
    public IReadOnlyList<EnabledBackend> Enabled { get; init; } = [];

    /// <summary>Sections that cannot be run; the others run without them.</summary>
    public IReadOnlyList<UnusableBackend> Unusable { get; init; } = [];

    /// <summary>
    /// Reads the same files anew: for passwords that are changed without a restart. Answers with defaults for what is wrong in them; these options
    /// themselves where no file stands behind them.
    /// </summary>
    public Func<ServiceOptions>? Again { get; init; }

    /// <summary>Every option outside back-end sections.</summary>
    internal static IReadOnlyList<KnownOption> Known { get; } =
    [
        .. NodeOptions.Known, .. LogOptions.Known, .. ApiOptions.Known, .. TlsOptions.Known, .. AuthenticationOptions.Known, .. PolicyOptions.Known,
        .. DatabaseOptions.Known, .. MessagingOptions.Known, .. NotificationOptions.Known, .. ShareOptions.Known, .. SchedulingOptions.Known, .. QuotaOptions.Known, .. OperationOptions.Known, .. BackendReader.Known,
    ];
}

/// <summary>A section that <c>enabled_share_backends</c> names.</summary>
/// <param name="Section">Its name.</param>
/// <param name="AvailabilityZone">Zone of the backend.</param>
public sealed record EnabledBackend(string Section, string AvailabilityZone);

/// <summary>A backend that cannot be run as it is configured.</summary>
/// <param name="Section">Its section.</param>
/// <param name="AvailabilityZone">Its zone.</param>
/// <param name="Reason">What is wrong with it, with file and line; for operators.</param>
public sealed record UnusableBackend(string Section, string AvailabilityZone, string Reason);

/// <summary>What loading the configuration gave.</summary>
/// <param name="Options">The options. With an error among the findings they only serve to go on looking for errors.</param>
/// <param name="Findings">Errors, warnings and notes, in the order of files and lines; those without a place last.</param>
/// <param name="Files">Files that were read, in order.</param>
public sealed record Loaded(ServiceOptions Options, IReadOnlyList<Finding> Findings, IReadOnlyList<string> Files)
{
    const int LongestReason = 1000;

    /// <summary>
    /// Whether the service may start with this. What is wrong with one backend stops that one alone, unless no other is left.
    /// </summary>
    public bool MayStart => Errors.All(IsOfBackend) && (Options.Enabled.Count == 0 || Unusable.Count < Options.Enabled.Count);

    /// <summary>The backends that cannot be run, each with its reason.</summary>
    public IReadOnlyList<UnusableBackend> Unusable =>
    [
        .. from backend in Options.Enabled
           let reason = string.Join("; ", Errors.Where(error => IsOf(error, backend)).Select(error => error.WithoutSeverity))
           where reason.Length > 0
           select new UnusableBackend(backend.Section, backend.AvailabilityZone, reason.Length > LongestReason ? reason[..LongestReason] + "…" : reason),
    ];

    /// <summary>The same with more findings; backends with errors among all of them are put aside.</summary>
    public Loaded With(IReadOnlyList<Finding> more)
    {
        var order = Files.Select((file, index) => (file, index)).DistinctBy(file => file.file).ToDictionary(file => file.file, file => file.index);
        var all = this with
        {
            Findings =
            [
                .. Findings.Concat(more).Distinct()
                    .OrderBy(finding => finding.Place is null ? int.MaxValue : order.GetValueOrDefault(finding.Place.Source, int.MaxValue - 1))
                    .ThenBy(finding => finding.Place?.Line ?? 0),
            ],
        };
        var unusable = all.Unusable;
        return all with
        {
            Options = Options with
            {
                Backends = [.. Options.Backends.Where(backend => unusable.All(bad => bad.Section != backend.Section))],
                Unusable = unusable,
            },
        };
    }

    bool IsOfBackend(Finding finding) => Options.Enabled.Any(backend => IsOf(finding, backend));

    static bool IsOf(Finding finding, EnabledBackend backend) => string.Equals(finding.Option.Section, backend.Section, StringComparison.OrdinalIgnoreCase);

    /// <summary>What is wrong enough to stop the service, or a backend.</summary>
    public IEnumerable<Finding> Errors => Findings.Where(finding => finding.Severity == Severity.Error);

    /// <summary>What to log at start.</summary>
    public IEnumerable<Finding> Warnings => Findings.Where(finding => finding.Severity == Severity.Warning);
}
