using System.Runtime.CompilerServices;

namespace Abaca.Server.Identity.Policy;

/// <summary>
/// The edge's way to the rules, which may be replaced while requests are answered; what the rules see of a principal is worked out once
/// for as long as the principal is kept.
/// </summary>
public sealed class ManilaPolicy(PolicyRules rules) : IPolicy
{
    volatile InEffect now = new(rules);

    /// <inheritdoc/>
    public bool Allows(string rule, Principal who, string? projectId, string? userId)
    {
        var (current, credentials) = now;
        return current.Allows(rule, credentials.GetValue(who, current.CredentialsOf), new Target(projectId ?? who.ProjectId, userId ?? who.UserId));
    }

    /// <summary>Decides by other rules from now on.</summary>
    public void Use(PolicyRules rules) => now = new InEffect(rules);

    sealed record InEffect(PolicyRules Rules, ConditionalWeakTable<Principal, Credentials> Credentials)
    {
        public InEffect(PolicyRules rules)
            : this(rules, [])
        {
        }
    }
}
