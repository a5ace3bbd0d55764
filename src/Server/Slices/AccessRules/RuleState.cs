using System.Collections.Frozen;

namespace Abaca.Server.AccessRules;

/// <summary>Manila's states of access rules (wire values), and those of all rules of a share together.</summary>
public static class RuleState
{
    /// <summary>A new rule: asked for, then on its way to the backend.</summary>
    public const string QueuedToApply = "queued_to_apply", Applying = "applying";

    /// <summary>A removal: asked for, then on its way to the backend.</summary>
    public const string QueuedToDeny = "queued_to_deny", Denying = "denying";

    /// <summary>Another level: asked for, then on its way to the backend.</summary>
    public const string QueuedToUpdate = "queued_to_update", Updating = "updating";

    /// <summary>The end: the backend has the rule, or refused it.</summary>
    public const string Active = "active", Error = "error";

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
