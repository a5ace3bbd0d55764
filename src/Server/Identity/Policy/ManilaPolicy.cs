using System.Runtime.CompilerServices;
using Abaca.Server.Http;

namespace Abaca.Server.Identity.Policy;

/// <summary>The edge's way to the rules; what the rules see of a principal is worked out once for as long as the principal is kept.</summary>
public sealed class ManilaPolicy(PolicyRules rules) : IPolicy
{
    readonly ConditionalWeakTable<Principal, Credentials> credentials = [];

    /// <inheritdoc/>
    public bool Allows(string rule, Principal who, string? projectId, string? userId) => rules.Allows(
        rule, credentials.GetValue(who, rules.CredentialsOf), new Target(projectId ?? who.ProjectId, userId ?? who.UserId));
}
