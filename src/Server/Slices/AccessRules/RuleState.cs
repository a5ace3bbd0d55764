using System.Collections.Frozen;

namespace Abaca.Server.AccessRules;

/// <summary>Manila's states of access rules (wire values), and those of all rules of a share together.</summary>
public static class RuleState
{
    /// <summary>Asked for.</summary>
    public const string QueuedToApply = "queued_to_apply";
    /// <summary>On its way to the backend.</summary>
    public const string Applying = "applying";
    /// <summary>Its removal is asked for.</summary>
    public const string QueuedToDeny = "queued_to_deny";
    /// <summary>Its removal is on its way to the backend.</summary>
    public const string Denying = "denying";
    /// <summary>Another level is asked for.</summary>
    public const string QueuedToUpdate = "queued_to_update";
    /// <summary>Its new level is on its way to the backend.</summary>
    public const string Updating = "updating";
    /// <summary>The backend has it.</summary>
    public const string Active = "active";
    /// <summary>The backend refused it.</summary>
    public const string Error = "error";

    /// <summary>All rules of the share together: something is under way.</summary>
    public const string Syncing = "syncing";

    /// <summary>States that wait for a pass, each with the state that a pass gives it.</summary>
    public static readonly IReadOnlyDictionary<string, string> Starts = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [QueuedToApply] = Applying,
        [QueuedToDeny] = Denying,
        [QueuedToUpdate] = Updating,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>States of rules that a pass asks the backend for.</summary>
    public static readonly FrozenSet<string> Wanted = Set(Applying, Updating, Active);

    /// <summary>States of rules that are on their way out.</summary>
    public static readonly FrozenSet<string> Leaving = Set(QueuedToDeny, Denying);

    /// <summary>The state of all rules together.</summary>
    /// <param name="states">State of each rule.</param>
    /// <param name="now">The one shown at this moment; an error stays until a pass has cleared it.</param>
    public static string Together(IReadOnlyCollection<string> states, string now)
    {
        if (states.Any(s => s is not Active and not Error)) return now == Error ? Error : Syncing;
        return states.Contains(Error) ? Error : Active;
    }

    static FrozenSet<string> Set(params string[] states) => states.ToFrozenSet(StringComparer.Ordinal);
}
