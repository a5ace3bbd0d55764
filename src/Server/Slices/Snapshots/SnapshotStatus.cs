using System.Collections.Frozen;

namespace Abaca.Server.Snapshots;

/// <summary>Manila's snapshot statuses (wire values) and the moves between them that this service makes by itself.</summary>
public static class SnapshotStatus
{
    /// <summary>Being taken.</summary>
    public const string Creating = "creating";
    /// <summary>Ready.</summary>
    public const string Available = "available";
    /// <summary>Could not be taken.</summary>
    public const string Error = "error";
    /// <summary>Being dropped.</summary>
    public const string Deleting = "deleting";
    /// <summary>Could not be dropped.</summary>
    public const string ErrorDeleting = "error_deleting";
    /// <summary>Dropped on this replica, and not yet on all the others; shown as being dropped.</summary>
    public const string Deleted = "deleted";
    /// <summary>Its share is going back to it.</summary>
    public const string Restoring = "restoring";

    /// <summary>Moving with its share: where it is.</summary>
    public const string Migrating = "migrating";
    /// <summary>Moving with its share: where it goes.</summary>
    public const string MigratingTo = "migrating_to";

    /// <summary>Being taken over.</summary>
    public const string ManageStarting = "manage_starting";
    /// <summary>Taking over failed.</summary>
    public const string ManageError = "manage_error";
    /// <summary>Being let go of.</summary>
    public const string UnmanageStarting = "unmanage_starting";
    /// <summary>Letting go failed.</summary>
    public const string UnmanageError = "unmanage_error";

    static readonly FrozenDictionary<string, FrozenSet<string>> Allowed = new Dictionary<string, FrozenSet<string>>(StringComparer.Ordinal)
    {
        [Available] = Set(Creating, Restoring, ManageStarting),
        [Error] = Set(Creating),
        [Restoring] = Set(Available),
        [ErrorDeleting] = Set(Deleting),
        [Deleted] = Set(Deleting),
        [ManageError] = Set(ManageStarting),
        [UnmanageError] = Set(UnmanageStarting),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What an operator may set with reset_status.</summary>
    public static readonly FrozenSet<string> Resettable = Set(
        Available, Error, ErrorDeleting, Deleting, Creating, ManageStarting, UnmanageStarting, UnmanageError, ManageError,
        Migrating, MigratingTo, Restoring);

    /// <summary>Statuses in which something is under way, so that a snapshot cannot be let go of.</summary>
    public static readonly FrozenSet<string> Transitional = Set(
        Creating, Deleting, ManageStarting, UnmanageStarting, Restoring, Migrating, MigratingTo, "server_migrating");

    /// <summary>
    /// What a snapshot may be in to be deleted without force: at rest, whatever has failed before. What could not be taken over is not among
    /// them, since it may belong to somebody else.
    /// </summary>
    public static readonly FrozenSet<string> Deletable = Set(Available, Error, ErrorDeleting, UnmanageError);

    /// <summary>Checks a move against the table; deletion is open from everywhere since force-delete is.</summary>
    /// <exception cref="InvalidOperationException">The move is not in the table: a bug.</exception>
    public static void Check(string to, IEnumerable<string> from)
    {
        if (to == Deleting || (to == UnmanageStarting && !from.Any(Transitional.Contains))) return;
        foreach (var status in from)
        {
            if (!Allowed.TryGetValue(to, out var sources) || !sources.Contains(status))
            {
                throw new InvalidOperationException($"A snapshot does not go from {status} to {to}.");
            }
        }
    }

    static FrozenSet<string> Set(params string[] statuses) => statuses.ToFrozenSet(StringComparer.Ordinal);
}
