using System.Collections.Frozen;

namespace Abaca.Server.Shares;

/// <summary>Manila's task states of shares (wire values): how far a share has come on its way to another pool.</summary>
public static class ShareTask
{
    /// <summary>Asked for.</summary>
    public const string Starting = "migration_starting";
    /// <summary>The pool will have it; its backend is asked.</summary>
    public const string InProgress = "migration_in_progress";
    /// <summary>The driver is told to begin.</summary>
    public const string DriverStarting = "migration_driver_starting";
    /// <summary>The driver copies.</summary>
    public const string DriverInProgress = "migration_driver_in_progress";
    /// <summary>The copy is there; an administrator completes or cancels the move.</summary>
    public const string DriverCopied = "migration_driver_phase1_done";
    /// <summary>The share changes over, and what is left at its old place is removed.</summary>
    public const string Completing = "migration_completing";
    /// <summary>It has moved.</summary>
    public const string Success = "migration_success";
    /// <summary>It has not moved.</summary>
    public const string Error = "migration_error";
    /// <summary>It was to stay.</summary>
    public const string Cancelled = "migration_cancelled";

    /// <summary>States in which nothing else is done to a share.</summary>
    public static readonly FrozenSet<string> Busy = Set(
        Starting, InProgress, Completing, DriverStarting, DriverInProgress, DriverCopied, "data_copying_starting", "data_copying_in_progress",
        "data_copying_completing", "data_copying_completed");

    /// <summary>States from which a move can be cancelled.</summary>
    public static readonly FrozenSet<string> Cancellable = Set(DriverInProgress, DriverCopied);

    /// <summary>What an operator may set with reset_task_state, besides null.</summary>
    public static readonly FrozenSet<string> Settable = Set(
        Starting, InProgress, Completing, Success, Error, Cancelled, DriverInProgress, DriverCopied, "data_copying_starting",
        "data_copying_in_progress", "data_copying_completing", "data_copying_completed", "data_copying_cancelled", "data_copying_error");

    static readonly FrozenSet<string> NotBegun = Set(Starting, InProgress, DriverStarting, "data_copying_starting");

    /// <summary>Progress in percent that a state says by itself; null: the copy has to be asked.</summary>
    public static int? Percent(string state) => NotBegun.Contains(state) ? 0 : state is DriverInProgress or "data_copying_in_progress" ? null : 100;

    /// <summary>Whether nothing else may be done to the share now.</summary>
    public static bool IsBusy(Share share) => share.TaskState is { } state && Busy.Contains(state);

    /// <summary>Refuses a share that is on its way elsewhere.</summary>
    /// <exception cref="ApiRefusal">400.</exception>
    public static void MustRest(Share share)
    {
        if (IsBusy(share)) throw Refusals.Bad($"Share {share.Id} is busy: {share.TaskState}.");
    }

    /// <summary>Refuses a share that is on its way elsewhere or in none of the statuses.</summary>
    /// <exception cref="ApiRefusal">400.</exception>
    public static void MustBe(Share share, params string[] statuses)
    {
        MustRest(share);
        if (statuses.Contains(share.Status)) return;
        throw Refusals.Bad($"Invalid share: share {share.Id} is {share.Status}; it must be {string.Join(" or ", statuses)}.");
    }

    static FrozenSet<string> Set(params string[] states) => states.ToFrozenSet(StringComparer.Ordinal);
}
