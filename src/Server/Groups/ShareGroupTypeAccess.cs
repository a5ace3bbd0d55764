using Abaca.Server.Data;
using Abaca.Server.Http;
using Abaca.Server.Microversions;

namespace Abaca.Server.Groups;

/// <summary>Which projects may use a private share group type.</summary>
public sealed class ShareGroupTypeAccess(ShareGroupTypeStore types, ShareGroupTypes visible, Db db)
{
    /// <summary>GET: a public type has no such list.</summary>
    public async Task<Reply> List(Call call)
    {
        var type = await visible.Visible(call);
        if (type.IsPublic) throw new ApiRefusal(404, $"Share group type {type.Id} is public: every project may use it.");
        var projects = await types.ProjectsOf(type.Id, call.Aborted);
        return Reply.Many(projects.FindAll(p => call.MayOn(p)).ConvertAll(p => new ShareGroupTypeGrantView(type.Id, p)), ViewForm.Show);
    }

    /// <summary>Lets a project use it.</summary>
    public async Task<Reply> Add(Call call)
    {
        var (project, type) = await Asked(call);
        try
        {
            await db.Transaction(tx => types.Grant(tx, type.Id, project, call.Aborted), call.Aborted);
        }
        catch (UniqueViolation)
        {
            throw Refusals.Conflict($"Project {project} may use share group type {type.Id} already.");
        }
        return Reply.Accepted;
    }

    /// <summary>Takes that back.</summary>
    public async Task<Reply> Remove(Call call)
    {
        var (project, type) = await Asked(call);
        return await db.Transaction(tx => types.Revoke(tx, type.Id, project, call.Aborted), call.Aborted)
            ? Reply.Accepted
            : throw new ApiRefusal(404, $"Project {project} has no access to share group type {type.Id}.");
    }

    async Task<(string Project, ShareGroupType Type)> Asked(Call call)
    {
        var project = call.ActionBody().Required("project");
        if (!Guid.TryParse(project, out _)) throw Refusals.BadField("project", $"'{project}' is not the id of a project.");
        call.MustOn(project);
        var type = await visible.Visible(call);
        return type.IsPublic ? throw Refusals.Conflict($"Share group type {type.Id} is public: access to it cannot be given or taken.") : (project, type);
    }
}
