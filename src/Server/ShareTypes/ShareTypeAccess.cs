using Abaca.Server.Data;
using Abaca.Server.Http;
using Abaca.Server.Microversions;

namespace Abaca.Server.ShareTypes;

/// <summary>Which projects may use a private share type.</summary>
public sealed class ShareTypeAccess(ShareTypeStore types, VisibleShareTypes visible, Db db)
{
    /// <summary>GET: a public type has no such list.</summary>
    public async Task<Reply> List(Call call)
    {
        var type = await visible.ById(call, call["id"]);
        if (type.IsPublic) throw new ApiRefusal(404, $"Share type {type.Id} is public: every project may use it.");
        var catalog = await types.All(call.Aborted);
        return Reply.Many([.. catalog.ProjectsOf(type.Id).Where(p => call.MayOn(p)).Select(p => new ShareTypeGrantView(type.Id, p))], ViewForm.Show);
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
            throw Refusals.Conflict($"Project {project} may use share type {type.Id} already.");
        }
        return Reply.Accepted;
    }

    /// <summary>Takes that back.</summary>
    public async Task<Reply> Remove(Call call)
    {
        var (project, type) = await Asked(call);
        return await db.Transaction(tx => types.Revoke(tx, type.Id, project, call.Aborted), call.Aborted)
            ? Reply.Accepted
            : throw new ApiRefusal(404, $"Project {project} has no access to share type {type.Id}.");
    }

    async Task<(string Project, ShareType Type)> Asked(Call call)
    {
        var project = call.ActionBody().Required("project");
        if (!Guid.TryParse(project, out _)) throw Refusals.BadField("project", $"'{project}' is not the id of a project.");
        call.MustOn(project);
        var type = await visible.ById(call, call["id"]);
        return type.IsPublic ? throw Refusals.Conflict($"Share type {type.Id} is public: access to it cannot be given or taken.") : (project, type);
    }
}

/// <summary>A grant on the wire.</summary>
/// <param name="TypeId">Share type.</param>
/// <param name="ProjectId">Project that may use it.</param>
public sealed record ShareTypeGrantView(string TypeId, string ProjectId) : IView<ShareTypeGrantView>
{
    /// <inheritdoc/>
    public static ViewShape<ShareTypeGrantView> Shape { get; } = new ViewShape<ShareTypeGrantView>("share_type_access", "share_type_access")
        .Text("share_type_id", v => v.TypeId)
        .Text("project_id", v => v.ProjectId);
}
