namespace Abaca.Server.Configuration;

/// <summary>Everything configured, checked, and fixed until the next load.</summary>
public sealed record ServiceOptions
{
    /// <summary>Who this node is and where it keeps and opens things.</summary>
    public required NodeOptions Node { get; init; }

    /// <summary>How the API is offered.</summary>
    public required ApiOptions Api { get; init; }

    /// <summary>Who checks tokens.</summary>
    public required AuthenticationOptions Authentication { get; init; }

    /// <summary>Policy file and switches.</summary>
    public required PolicyOptions Policy { get; init; }

    /// <summary>Where rows are kept.</summary>
    public required DatabaseOptions Database { get; init; }

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

    /// <summary>Every option outside back-end sections.</summary>
    internal static IReadOnlyList<KnownOption> Known { get; } =
    [
        .. NodeOptions.Known, .. ApiOptions.Known, .. AuthenticationOptions.Known, .. PolicyOptions.Known, .. DatabaseOptions.Known,
        .. ShareOptions.Known, .. SchedulingOptions.Known, .. QuotaOptions.Known, .. OperationOptions.Known, .. BackendReader.Known,
    ];
}

/// <summary>What loading the configuration gave.</summary>
/// <param name="Options">The options. With an error among the findings they only serve to go on looking for errors.</param>
/// <param name="Findings">Errors, warnings and notes, in the order of files and lines; those without a place last.</param>
/// <param name="Files">Files that were read, in order.</param>
public sealed record Loaded(ServiceOptions Options, IReadOnlyList<Finding> Findings, IReadOnlyList<string> Files)
{
    /// <summary>Whether the service may start with this.</summary>
    public bool MayStart => Findings.All(finding => finding.Severity != Severity.Error);

    /// <summary>What stops the service from starting.</summary>
    public IEnumerable<Finding> Errors => Findings.Where(finding => finding.Severity == Severity.Error);

    /// <summary>What to log at start.</summary>
    public IEnumerable<Finding> Warnings => Findings.Where(finding => finding.Severity == Severity.Warning);
}
