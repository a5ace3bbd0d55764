using Abaca.Server.Identity;

namespace Abaca.Server.Http;

/// <summary>Who asks, and what they may do.</summary>
public sealed class Caller(Principal principal, Principal? service, string requestId, IPolicy policy)
{
    /// <summary>The token's owner.</summary>
    public Principal Principal { get; } = principal;

    /// <summary>The service that asks in the owner's name (<c>X-Service-Token</c>), or null.</summary>
    public Principal? Service { get; } = service;

    /// <summary>User.</summary>
    public string UserId => Principal.UserId;

    /// <summary>Project of the token; empty for a token without one, which owns nothing.</summary>
    public string ProjectId => Principal.ProjectId ?? "";

    /// <summary>Id of this request, <c>req-…</c>.</summary>
    public string RequestId { get; } = requestId;

    /// <summary>Rule <c>context_is_admin</c>.</summary>
    public bool IsAdmin { get; } = policy.Allows("context_is_admin", principal, null, null);

    /// <summary>Rule <c>context_is_host_admin</c>: sees back-end fields.</summary>
    public bool IsHostAdmin { get; } = policy.Allows("context_is_host_admin", principal, null, null);

    /// <summary>Whether a rule allows acting on something of this owner (default: the caller's own).</summary>
    public bool May(string rule, string? projectId = null, string? userId = null) => policy.Allows(rule, Principal, projectId, userId);

    /// <summary>
    /// Whether a rule allows it for the things of every project: it is asked of something that is nobody's. One that lets a project's members
    /// in (<c>project_id:%(project_id)s</c>) lets them at what is theirs.
    /// </summary>
    public bool MayEverywhere(string rule) => May(rule, "", "") || (IsAdmin && May(rule));

    /// <summary>Refuses with 403 unless the rule allows it for the things of every project.</summary>
    public void MustEverywhere(string rule)
    {
        if (!MayEverywhere(rule)) throw Refusals.Forbidden(rule);
    }

    /// <summary>Refuses with 403 unless the rule allows it.</summary>
    public void Must(string rule, string? projectId = null, string? userId = null)
    {
        if (!May(rule, projectId, userId)) throw Refusals.Forbidden(rule);
    }
}
