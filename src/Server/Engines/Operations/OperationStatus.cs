namespace Abaca.Server.Operations;

/// <summary>Where an operation stands. Stored and shown in lower case.</summary>
public enum OperationStatus
{
    /// <summary>Waits for a worker: new, between two lanes, or until the end of a back-off.</summary>
    Pending,
    /// <summary>A worker is on it, going forward.</summary>
    Running,
    /// <summary>Steps are being taken back: after a refusal, or to go on from an earlier step.</summary>
    Undoing,
    /// <summary>Ended: every step was done.</summary>
    Done,
    /// <summary>Ended: refused, with everything undone.</summary>
    Refused,
    /// <summary>Parked: it can neither go on nor go back by itself; an operator retries or abandons it.</summary>
    Stuck,
    /// <summary>Ended without undo: cancelled by a forced action or given up by an operator.</summary>
    Abandoned,
}

/// <summary>The direction an operation moves in.</summary>
public enum OperationPhase
{
    /// <summary>Doing steps.</summary>
    Forward,
    /// <summary>Taking steps back.</summary>
    Undo,
}

/// <summary>The stored words of <see cref="OperationStatus"/> and <see cref="OperationPhase"/>.</summary>
public static class OperationWords
{
    /// <summary>As stored.</summary>
    public static string Text(this OperationStatus status) => status switch
    {
        OperationStatus.Pending => "pending",
        OperationStatus.Running => "running",
        OperationStatus.Undoing => "undoing",
        OperationStatus.Done => "done",
        OperationStatus.Refused => "refused",
        OperationStatus.Stuck => "stuck",
        _ => "abandoned",
    };

    /// <summary>As stored.</summary>
    public static string Text(this OperationPhase phase) => phase is OperationPhase.Forward ? "forward" : "undo";

    /// <summary>From stored form, or null when it is none of the words.</summary>
    public static OperationStatus? Status(string text)
    {
        foreach (var status in Enum.GetValues<OperationStatus>())
            if (status.Text() == text) return status;
        return null;
    }

    /// <summary>Whether nothing more will happen to it.</summary>
    public static bool HasEnded(this OperationStatus status) =>
        status is OperationStatus.Done or OperationStatus.Refused or OperationStatus.Abandoned;
}
