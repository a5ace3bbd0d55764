using Abaca.Server.ShareTypes;

namespace Abaca.Server.Quotas;

/// <summary>Reads whose quotas a request is about.</summary>
public sealed class QuotaTarget(ShareTypeStore types)
{
    /// <summary>The project of the path, or one user or share type in it.</summary>
    /// <exception cref="ApiRefusal">400: both a user and a type; 403: another project; 404: no such type.</exception>
    public async Task<QuotaScope> Of(Call call, string rule)
    {
        var project = call["id"];
        call.Caller.Must(rule, project);
        var (user, type) = (call.Query.Text("user_id"), call.Query.Text("share_type"));
        if (user is { Length: > 0 } && type is { Length: > 0 }) throw Refusals.Bad("Give user_id or share_type, not both.");
        if (user is { Length: > 0 }) return QuotaScope.User(project, user);
        if (type is not { Length: > 0 }) return QuotaScope.Project(project);
        return await types.Named(type, project, call.Caller.IsAdmin, call.Aborted) is { } known
            ? QuotaScope.Type(project, known.Id)
            : throw Refusals.NotFound("Share type", type);
    }
}
