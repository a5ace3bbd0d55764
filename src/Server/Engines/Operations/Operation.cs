namespace Abaca.Server.Operations;

/// <summary>An operation's row as its worker sees it. When adding a field: the migration, and its line in <see cref="Columns"/>.</summary>
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

    /// <summary>Its columns. Turn, lease and what is only shown are written by <see cref="OperationStore"/>.</summary>
    internal static readonly Columns<Operation> Columns = new(c => new Operation
    {
        Id = c.Text("id", o => o.Id),
        Flow = c.Text("flow", o => o.Flow),
        FlowVersion = c.Count("flow_version", o => o.FlowVersion),
        Subject = new OperationSubject(
            c.Text("resource_type", o => o.Subject.ResourceType), c.Text("resource_id", o => o.Subject.ResourceId),
            c.Text("project_id", o => o.Subject.ProjectId), c.Text("request_id", o => o.Subject.RequestId), c.Text("op_key", o => o.Subject.Key)),
        Lane = c.Text("lane", o => o.Lane),
        State = c.Text("state", o => o.State),
        Status = c.Word("status", word => OperationWords.Status(word) ?? OperationStatus.Stuck, o => o.Status.Text()),
        Phase = c.Word("phase", word => word == "forward" ? OperationPhase.Forward : OperationPhase.Undo, o => o.Phase.Text()),
        Step = c.Count("step", o => o.Step),
        Refusal = RefusalOf(c.CountOrNull("refusal_detail", o => (int?)o.Refusal?.Detail), c.TextOrNull("refusal_text", o => o.Refusal?.Text)),
        Attempt = c.Count("attempt", o => o.Attempt),
        Reason = c.TextOrNull("reason", o => o.Reason),
        BackTo = c.CountOrNull("back_to", o => o.BackTo),
        BackState = c.TextOrNull("back_state", o => o.BackState),
        BackLane = c.TextOrNull("back_lane", o => o.BackLane),
        Deadline = c.Moment("deadline", o => o.Deadline),
        Fence = c.Number("fence", o => o.Fence),
        Events = c.Count("events", o => o.Events),
        CancelReason = c.TextOrNull("cancel_reason", o => o.CancelReason),
        HasFailed = c.Flag("has_failed", o => o.HasFailed),
    });

    /// <summary>A new one of a flow that begins with this state, which is to end within this time.</summary>
    internal static Operation New<TState>(TState state, OperationSubject subject, string lane, DateTimeOffset now, TimeSpan longest) where TState : class, IFlowState<TState> => new()
    {
        Id = Guid.CreateVersion7(now).ToString(),
        Flow = TState.Kind.Name,
        FlowVersion = TState.Kind.Version,
        Subject = subject,
        Lane = lane,
        State = JsonSerializer.Serialize(state, TState.Kind.Json),
        Deadline = now + (TState.Kind.Deadline < longest ? TState.Kind.Deadline : longest),
        Events = 1,
    };

    static Refusal? RefusalOf(int? detail, string? text) => detail is { } known ? new Refusal((MessageDetail)known, text!) : null;
}
