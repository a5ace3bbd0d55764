using Abaca.Server.Identity;

namespace Abaca.Server.Http;

/// <summary>The rules that say who may do what.</summary>
public interface IPolicy
{
    /// <summary>Whether the rule lets this principal act on something of this owner.</summary>
    /// <param name="rule">Rule name, for example <c>share:extend</c>.</param>
    /// <param name="who">The caller.</param>
    /// <param name="projectId">Project of the target; null: the caller's own.</param>
    /// <param name="userId">User of the target; null: the caller.</param>
    bool Allows(string rule, Principal who, string? projectId, string? userId);
}
