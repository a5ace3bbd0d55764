namespace Abaca.Server.Locks;

/// <summary>As what somebody makes a lock. One that a service made is no user's to undo, and one of an administrator no service's.</summary>
public static class LockContext
{
    const string User = "user", Service = "service", Admin = "admin";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [User, Service, Admin];

    /// <summary>That of a caller. A service that acts for a user (<c>X-Service-Token</c>) is one.</summary>
    public static string Of(Caller caller) =>
        caller.Service is not null || caller.Principal.Roles.Contains(Identity.Role.Service) ? Service : caller.IsAdmin ? Admin : User;

    /// <summary>Whether the caller stands high enough to change or undo the lock, whoever made it.</summary>
    public static bool Reaches(Caller caller, ResourceLock one) => Of(caller) switch
    {
        Admin => true,
        Service => one.Context != Admin,
        _ => one.Context == User,
    };

    /// <summary>Whether the caller may change or undo the lock by this rule.</summary>
    public static bool May(Caller caller, ResourceLock one, string rule) => Reaches(caller, one) && caller.May(rule, one.ProjectId, one.UserId);

    /// <summary>Refuses who may not change or undo the lock by this rule.</summary>
    /// <exception cref="ApiRefusal">403.</exception>
    public static void Must(Caller caller, ResourceLock one, string rule)
    {
        caller.Must(rule, one.ProjectId, one.UserId);
        if (!Reaches(caller, one)) throw Refusals.NotAllowed($"Resource lock {one.Id} was made by {(one.Context == Admin ? "an administrator" : "a service")}; who made it can change or remove it.");
    }
}
