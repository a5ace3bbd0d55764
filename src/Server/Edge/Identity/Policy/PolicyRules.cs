using System.Collections.Frozen;

namespace Abaca.Server.Identity.Policy;

/// <summary>
/// Every rule, compiled. Answers in well under a microsecond, without garbage for the rules as shipped; immutable, so any thread may ask.
/// </summary>
public sealed class PolicyRules
{
    readonly FrozenDictionary<string, CompiledRule> _rules;
    readonly CompiledRule _fallback;
    readonly bool _enforceScope;

    internal PolicyRules(IEnumerable<CompiledRule> rules, string fallback, bool enforceScope)
    {
        _rules = rules.ToFrozenDictionary(rule => rule.Name, StringComparer.Ordinal);
        _fallback = _rules.GetValueOrDefault(fallback) ?? new CompiledRule(fallback, 0, "!", Check.Never, ScopeType.None);
        _enforceScope = enforceScope;
        foreach (var reference in _rules.Values.SelectMany(rule => rule.Check.References)) reference.Link(Meant(reference.Name).Check);
    }

    /// <summary>Whether the caller may do this to the target. A name without a rule is decided by <c>policy_default_rule</c>.</summary>
    public bool Allows(string rule, Credentials caller, Target target)
    {
        var meant = Meant(rule);
        return !IsWrongScope(meant, caller) && meant.Check.Holds(caller, target);
    }

    /// <summary>Whether the caller would be refused for the scope of the token alone: also a 403, with other words.</summary>
    public bool IsWrongScope(string rule, Credentials caller) => IsWrongScope(Meant(rule), caller);

    /// <summary>What rules see of a principal.</summary>
    public Credentials CredentialsOf(Principal who)
    {
        var domain = who.ProjectId is null && !who.SystemScope ? who.DomainId : null; // a project's token also knows a domain
        var caller = new Credentials(who.UserId, who.ProjectId, domain, who.Roles, who.SystemScope, IsAdmin: false);
        // The rule is asked about the caller's own project, as Manila does when it makes a request's context.
        return caller with { IsAdmin = Meant(DefaultRules.Administrator).Check.Holds(caller, new Target(who.ProjectId, who.UserId)) };
    }

    /// <summary>Every rule, base rules first, then the file's own.</summary>
    internal IEnumerable<CompiledRule> All => _rules.Values.OrderBy(rule => rule.Order);

    CompiledRule Meant(string rule) => _rules.TryGetValue(rule, out var found) ? found : _fallback;

    bool IsWrongScope(CompiledRule rule, Credentials caller) =>
        _enforceScope && rule.Scopes != ScopeType.None && (rule.Scopes & caller.Scope) == 0;
}

/// <summary>A rule ready to be asked.</summary>
/// <param name="Name">Rule.</param>
/// <param name="Order">Place in lists.</param>
/// <param name="Expression">As it is in effect.</param>
/// <param name="Check">The compiled expression.</param>
/// <param name="Scopes">Tokens it is for.</param>
sealed record CompiledRule(string Name, int Order, string Expression, Check Check, ScopeType Scopes);
