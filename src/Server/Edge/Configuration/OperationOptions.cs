namespace Abaca.Server.Configuration;

/// <summary>How work that takes time is run, and how often what must stay true is looked after. All of it is Abaca's own.</summary>
public sealed record OperationOptions
{
    /// <summary><c>[operations] workers</c>: operations that one process runs at once.</summary>
    public required int Workers { get; init; }

    /// <summary><c>[operations] lease</c>: how long a worker owns an operation without saying that it lives; it says so three times as often.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary><c>[operations] deadline</c>: after so long an operation that has not ended is undone, or sooner when its flow says so.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary><c>[operations] scan_interval</c>: how often due operations are looked for without a signal.</summary>
    public required TimeSpan ScanInterval { get; init; }

    /// <summary><c>[operations] keep</c>: how long ended operations can be looked at.</summary>
    public required TimeSpan Keep { get; init; }

    /// <summary><c>[reconcile] longest_pause</c>: longest pause between two tries at something that keeps failing.</summary>
    public required TimeSpan LongestPause { get; init; }

    /// <summary><c>message_ttl</c>: how long a user message lasts.</summary>
    public required TimeSpan MessageLifetime { get; init; }

    /// <summary><c>message_reap_interval</c>: how often expired user messages are deleted.</summary>
    public required TimeSpan MessageReapInterval { get; init; }

    static readonly OptionSection Default = new(IniFile.Default);
    static readonly OptionSection Operations = new("operations");
    static readonly OptionSection Reconcile = new("reconcile");

    internal static IReadOnlyList<KnownOption> Known { get; } =
    [
        Operations.Integer("workers", 16, "Operations that one process runs at once.").Between(1, 1024),
        Operations.Integer("lease", 60, "Seconds that a worker owns an operation without a sign of life.").AtLeast(3),
        Operations.Integer("deadline", 3600, "Seconds after which an operation that has not ended is undone.").AtLeast(1),
        Operations.Number("scan_interval", "5", "Seconds between two looks for due operations when no signal comes.").Between(0.1, 3600),
        Operations.Integer("keep", 2592000, "Seconds that ended operations can be looked at; then they are deleted, and their room in the database file is given back.").AtLeast(0),
        Reconcile.Integer("longest_pause", 300, "Seconds of the longest pause between two tries at something that keeps failing.").AtLeast(1),
        Default.Integer("message_ttl", 2592000, "Seconds that a user message lasts.").AtLeast(0),
        Default.Integer("message_reap_interval", 86400, "Seconds between two deletions of expired user messages.").AtLeast(1),
    ];

    internal static OperationOptions Read(OptionReader reader)
    {
        var operations = reader.In("operations");
        var reconcile = reader.In("reconcile");
        var section = reader.In(IniFile.Default);
        return new OperationOptions
        {
            Workers = operations.Integer("workers"),
            Lease = operations.Seconds("lease"),
            Deadline = operations.Seconds("deadline"),
            ScanInterval = operations.Seconds("scan_interval"),
            Keep = operations.Seconds("keep"),
            LongestPause = reconcile.Seconds("longest_pause"),
            MessageLifetime = section.Seconds("message_ttl"),
            MessageReapInterval = section.Seconds("message_reap_interval"),
        };
    }
}
