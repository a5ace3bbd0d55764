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
    /// <summary>Its share is going back to it.</summary>
    public const string Restoring = "restoring";

    static readonly FrozenDictionary<string, FrozenSet<string>> Allowed = new Dictionary<string, FrozenSet<string>>(StringComparer.Ordinal)
    {
        [Available] = Set(Creating, Restoring),
        [Error] = Set(Creating),
        [Restoring] = Set(Available),
        [ErrorDeleting] = Set(Deleting),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What an operator may set with reset_status.</summary>
    public static readonly FrozenSet<string> Resettable = Set(
        Available, Error, ErrorDeleting, Deleting, Creating, "manage_starting", "unmanage_starting", "unmanage_error", "manage_error",
        "migrating", "migrating_to", Restoring);

    /// <summary>What a snapshot may be in to be deleted without force.</summary>
    public static readonly FrozenSet<string> Deletable = Set(Available, Error);

    /// <summary>Checks a move against the table; deletion is open from everywhere since force-delete is.</summary>
    /// <exception cref="InvalidOperationException">The move is not in the table: a bug.</exception>
    public static void Check(string to, IEnumerable<string> from)
    {
        if (to == Deleting) return;
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
