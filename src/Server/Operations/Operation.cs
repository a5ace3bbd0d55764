using Abaca.DriverSdk;
using Abaca.Server.Data;

namespace Abaca.Server.Operations;

/// <summary>An operation's row as its worker sees it. When adding a field: the migration, <see cref="OperationStore"/> and the reader below.</summary>
sealed record Operation
{
    /// <summary>A time-ordered uuid.</summary>
    public required string Id { get; init; }

    /// <summary>The flow's name.</summary>
    public required string Flow { get; init; }

    /// <summary>The flow's version.</summary>
    public required int FlowVersion { get; init; }

    /// <summary>What it works on.</summary>
    public required OperationSubject Subject { get; init; }

    /// <summary>Who may run it.</summary>
    public required string Lane { get; init; }

    /// <summary>The flow's state as JSON.</summary>
    public required string State { get; init; }

    /// <summary>See <see cref="OperationStatus"/>.</summary>
    public OperationStatus Status { get; init; } = OperationStatus.Pending;

    /// <summary>See <see cref="OperationPhase"/>.</summary>
    public OperationPhase Phase { get; init; } = OperationPhase.Forward;

    /// <summary>The step to do next, or to undo next; the number of steps or -1 when only settling is left.</summary>
    public int Step { get; init; }

    /// <summary>Why it unwinds, when it does so for good.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>Failed attempts of the current step in a row.</summary>
    public int Attempt { get; init; }

    /// <summary>What was last in the way.</summary>
    public string? Reason { get; init; }

    /// <summary>The step to go forward from again when undoing has come so far.</summary>
    public int? BackTo { get; init; }

    /// <summary>The state to go forward with then; undo itself still sees <see cref="State"/>.</summary>
    public string? BackState { get; init; }

    /// <summary>The lane to go forward in then.</summary>
    public string? BackLane { get; init; }

    /// <summary>After this moment it unwinds.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>Counts claims; whoever holds an older count has lost the operation.</summary>
    public long Fence { get; init; }

    /// <summary>How many events it has.</summary>
    public int Events { get; init; }

    /// <summary>Set when someone wants it ended without undo.</summary>
    public string? CancelReason { get; init; }

    /// <summary>It is or was stuck, and its resource has been brought to rest in an error state.</summary>
    public bool HasFailed { get; init; }

    /// <summary>Columns in the order that <see cref="Read"/> expects.</summary>
    internal const string Columns =
        "id, flow, flow_version, resource_type, resource_id, project_id, request_id, op_key, lane, state, status, phase, step, " +
        "refusal_detail, refusal_text, attempt, reason, back_to, back_state, back_lane, deadline, fence, events, cancel_reason, has_failed";

    internal static Operation Read(Row row) => new()
    {
        Id = row.Text(0),
        Flow = row.Text(1),
        FlowVersion = (int)row.Number(2),
        Subject = new OperationSubject(row.Text(3), row.Text(4), row.Text(5), row.Text(6), row.Text(7)),
        Lane = row.Text(8),
        State = row.Text(9),
        Status = OperationWords.Status(row.Text(10)) ?? OperationStatus.Stuck,
        Phase = row.Text(11) == "forward" ? OperationPhase.Forward : OperationPhase.Undo,
        Step = (int)row.Number(12),
        Refusal = row.IsNull(13) ? null : new Refusal((MessageDetail)row.Number(13), row.Text(14)),
        Attempt = (int)row.Number(15),
        Reason = row.TextOrNull(16),
        BackTo = (int?)row.NumberOrNull(17),
        BackState = row.TextOrNull(18),
        BackLane = row.TextOrNull(19),
        Deadline = row.Moment(20),
        Fence = row.Number(21),
        Events = (int)row.Number(22),
        CancelReason = row.TextOrNull(23),
        HasFailed = row.Flag(24),
    };
}
