using System.Collections.Frozen;

namespace Abaca.Server.Groups;

/// <summary>Manila's statuses of share groups and of their snapshots (wire values), and the moves that this service makes by itself.</summary>
public static class GroupStatus
{
    /// <summary>Being made, ready, failed, being removed.</summary>
    public const string Creating = "creating", Available = "available", Error = "error", Deleting = "deleting";

    /// <summary>Something is being done to it.</summary>
    public static readonly FrozenSet<string> UnderWay = new[] { Creating, Deleting }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What an operator may set with reset_status.</summary>
    public static readonly FrozenSet<string> Resettable = Set(
        Creating, Available, Deleting, Error, "error_deleting", "migrating", "migrating_to", "server_migrating");

    /// <summary>What a group or group snapshot may be in to be deleted without force.</summary>
    public static readonly FrozenSet<string> Deletable = Set(Available, Error);

    /// <summary>Checks a move against the table; deletion is open from everywhere since force-delete is.</summary>
    /// <exception cref="InvalidOperationException">The move is not in the table: a bug.</exception>
    public static void Check(string to, IEnumerable<string> from)
    {
        if (to == Deleting) return;
        foreach (var status in from)
        {
            var allowed = (status, to) is (Creating, Available) or (Creating, Error) or (Deleting, Error);
            if (!allowed) throw new InvalidOperationException($"A share group or its snapshot does not go from {status} to {to}.");
        }
    }

    static FrozenSet<string> Set(params string[] statuses) => statuses.ToFrozenSet(StringComparer.Ordinal);
}
