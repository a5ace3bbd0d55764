namespace Abaca.Server.Identity;

/// <summary>What a token or a role assignment is about.</summary>
public enum ScopeKind
{
    /// <summary>Nothing yet: only who somebody is.</summary>
    Unscoped,

    /// <summary>One project.</summary>
    Project,

    /// <summary>One domain.</summary>
    Domain,

    /// <summary>The whole service.</summary>
    System,
}

/// <summary>A kind of scope and what it points at.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Id">Project or domain id, <c>all</c> for the system, empty when unscoped.</param>
public readonly record struct Scope(ScopeKind Kind, string Id)
{
    /// <summary>No scope.</summary>
    public static readonly Scope None = new(ScopeKind.Unscoped, "");

    /// <summary>The whole service.</summary>
    public static readonly Scope System = new(ScopeKind.System, "all");

    /// <summary>A project.</summary>
    public static Scope Project(string id) => new(ScopeKind.Project, id);

    /// <summary>A domain.</summary>
    public static Scope Domain(string id) => new(ScopeKind.Domain, id);

    /// <summary>The kind as stored.</summary>
    public string Word => Kind switch
    {
        ScopeKind.Project => "project",
        ScopeKind.Domain => "domain",
        ScopeKind.System => "system",
        _ => "none",
    };

    /// <summary>From the stored form.</summary>
    public static Scope Of(string word, string id) => word switch
    {
        "project" => Project(id),
        "domain" => Domain(id),
        "system" => System,
        _ => None,
    };
}
