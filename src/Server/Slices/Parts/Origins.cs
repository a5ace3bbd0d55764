using Abaca.Server.Notifications;

namespace Abaca.Server.Parts;

/// <summary>Who asked, as notifications say it.</summary>
static class Origins
{
    /// <summary>The caller of this request.</summary>
    public static NotificationOrigin Of(Caller caller) => new(caller.RequestId, caller.UserId, caller.ProjectId)
    {
        Roles = caller.Principal.Roles, IsAdmin = caller.IsAdmin,
    };
}
