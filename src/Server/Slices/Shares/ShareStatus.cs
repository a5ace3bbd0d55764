using System.Collections.Frozen;

namespace Abaca.Server.Shares;

/// <summary>Manila's share statuses (wire values) and the moves between them that this service makes by itself.</summary>
public static class ShareStatus
{
    /// <summary>Being made.</summary>
    public const string Creating = "creating";
    /// <summary>Being filled from a snapshot.</summary>
    public const string CreatingFromSnapshot = "creating_from_snapshot";
    /// <summary>Ready.</summary>
    public const string Available = "available";
    /// <summary>Failed.</summary>
    public const string Error = "error";
    /// <summary>Being removed.</summary>
    public const string Deleting = "deleting";
    /// <summary>Removal failed.</summary>
    public const string ErrorDeleting = "error_deleting";
    /// <summary>Growing.</summary>
    public const string Extending = "extending";
    /// <summary>Growing failed.</summary>
    public const string ExtendingError = "extending_error";
    /// <summary>Shrinking.</summary>
    public const string Shrinking = "shrinking";
    /// <summary>Shrinking failed.</summary>
    public const string ShrinkingError = "shrinking_error";
    /// <summary>Shrinking was refused since data would be lost.</summary>
    public const string ShrinkingPossibleDataLoss = "shrinking_possible_data_loss_error";
    /// <summary>Going back to a snapshot.</summary>
    public const string Reverting = "reverting";
    /// <summary>Going back failed.</summary>
    public const string RevertingError = "reverting_error";
    /// <summary>Being taken over.</summary>
    public const string ManageStarting = "manage_starting";
    /// <summary>Taking over failed.</summary>
    public const string ManageError = "manage_error";
    /// <summary>Being let go of.</summary>
    public const string UnmanageStarting = "unmanage_starting";
    /// <summary>Being let go of, after taking over had failed.</summary>
    public const string ManageErrorUnmanageStarting = "manage_error_unmanage_starting";
    /// <summary>Letting go failed.</summary>
    public const string UnmanageError = "unmanage_error";
    /// <summary>Moving to another pool: where it is.</summary>
    public const string Migrating = "migrating";
    /// <summary>Moving to another pool: where it goes.</summary>
    public const string MigratingTo = "migrating_to";
    /// <summary>Out of use.</summary>
    public const string Inactive = "inactive";
    /// <summary>A replica is becoming the active one.</summary>
    public const string ReplicationChange = "replication_change";

    static readonly FrozenDictionary<string, FrozenSet<string>> Allowed = new Dictionary<string, FrozenSet<string>>(StringComparer.Ordinal)
    {
        [Available] = Set(Creating, CreatingFromSnapshot, Extending, Shrinking, Reverting, ManageStarting, ReplicationChange, Error, Migrating),
        [Migrating] = Set(Available),
        [CreatingFromSnapshot] = Set(Creating),
        [Error] = Set(Creating, CreatingFromSnapshot, ReplicationChange, Available),
        [ReplicationChange] = Set(Available),
        [Extending] = Set(Available),
        [ExtendingError] = Set(Extending),
        [Shrinking] = Set(Available, ShrinkingPossibleDataLoss),
        [ShrinkingError] = Set(Shrinking),
        [Reverting] = Set(Available),
        [RevertingError] = Set(Reverting),
        [ErrorDeleting] = Set(Deleting),
        [ManageError] = Set(ManageStarting),
        [ManageErrorUnmanageStarting] = Set(ManageError),
        [UnmanageError] = Set(UnmanageStarting, ManageErrorUnmanageStarting),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Statuses in which rules and ownership cannot change.</summary>
    public static readonly FrozenSet<string> Transitional = Set(
        Creating, Deleting, ManageStarting, UnmanageStarting, Extending, Shrinking, Migrating, MigratingTo, "restoring",
        Reverting, "server_migrating", "server_migrating_to", "backup_restoring", "backup_creating", "ensuring");

    /// <summary>What an operator may set with reset_status.</summary>
    public static readonly FrozenSet<string> Resettable = Set(
        Creating, Available, Deleting, Error, ErrorDeleting, Migrating, MigratingTo, "server_migrating");

    /// <summary>
    /// What a share may be in to be deleted without force: at rest, whatever has failed before. Manila asks an administrator to reset some of
    /// these first. What could not be taken over is not among them, since it may belong to somebody else.
    /// </summary>
    public static readonly FrozenSet<string> Deletable = Set(
        Available, Error, Inactive, ErrorDeleting, ExtendingError, ShrinkingError, ShrinkingPossibleDataLoss, RevertingError, UnmanageError);

    /// <summary>Whether a share in this status may be let go of: nothing is under way on it.</summary>
    public static bool MayBeUnmanaged(string status) =>
        !Transitional.Contains(status) && status is not (CreatingFromSnapshot or ManageErrorUnmanageStarting);

    /// <summary>Checks a move against the table; deletion is open from everywhere since force-delete is.</summary>
    /// <exception cref="InvalidOperationException">The move is not in the table: a bug.</exception>
    public static void Check(string to, IEnumerable<string> from)
    {
        if (to == Deleting || (to == UnmanageStarting && from.All(MayBeUnmanaged))) return;
        foreach (var status in from)
        {
            if (!Allowed.TryGetValue(to, out var sources) || !sources.Contains(status))
            {
                throw new InvalidOperationException($"A share does not go from {status} to {to}.");
            }
        }
    }

    static FrozenSet<string> Set(params string[] statuses) => statuses.ToFrozenSet(StringComparer.Ordinal);
}
