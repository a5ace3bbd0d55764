namespace Abaca.Server.Parts;

/// <summary>A type that every project may use when it is public, and else those it was granted to.</summary>
public interface IGrantedType
{
    /// <summary>Its id.</summary>
    string Id { get; }
}

/// <summary>What a kind of type says of itself to be granted to projects, see <see cref="ProjectAccess{T}"/>.</summary>
/// <typeparam name="T">The type.</typeparam>
public interface IProjectAccessOf<T> : IPartsOf<T> where T : class, IGrantedType, IResource<T>
{
    /// <summary>Projects it was granted to.</summary>
    ValueTask<IReadOnlyList<string>> ProjectsOf(string type, CancellationToken ct);

    /// <summary>Lets a project use it.</summary>
    /// <exception cref="UniqueViolation">It may already.</exception>
    Task Grant(Tx tx, string type, string project, CancellationToken ct);

    /// <summary>Takes a grant back.</summary>
    /// <returns>False when there was none.</returns>
    Task<bool> Revoke(Tx tx, string type, string project, CancellationToken ct);

    /// <summary>The answer with its grants.</summary>
    Reply Shown(T type, IEnumerable<string> projects);
}

/// <summary>Which projects may use a private type.</summary>
public sealed class ProjectAccess<T>(IProjectAccessOf<T> of, Db db) where T : class, IGrantedType, IResource<T>
{
    static string Noun => char.ToLowerInvariant(T.Kind[0]) + T.Kind[1..];

    /// <summary>GET: a public type has no such list.</summary>
    public async Task<Reply> List(Call call)
    {
        var type = await of.Named(call);
        if (type.IsPublic) throw new ApiRefusal(404, $"{T.Kind} {type.Id} is public: every project may use it.");
        return of.Shown(type, (await of.ProjectsOf(type.Id, call.Aborted)).Where(p => call.MayOn(p)));
    }

    /// <summary>Lets a project use it.</summary>
    public async Task<Reply> Add(Call call)
    {
        var (project, type) = await Asked(call);
        try
        {
            await db.Transaction(tx => of.Grant(tx, type.Id, project, call.Aborted), call.Aborted);
        }
        catch (UniqueViolation)
        {
            throw Refusals.Conflict($"Project {project} may use {Noun} {type.Id} already.");
        }
        return Reply.Accepted;
    }

    /// <summary>Takes that back.</summary>
    public async Task<Reply> Remove(Call call)
    {
        var (project, type) = await Asked(call);
        return await db.Transaction(tx => of.Revoke(tx, type.Id, project, call.Aborted), call.Aborted)
            ? Reply.Accepted
            : throw new ApiRefusal(404, $"Project {project} has no access to {Noun} {type.Id}.");
    }

    async Task<(string Project, T Type)> Asked(Call call)
    {
        var project = call.ActionBody().Required("project");
        if (!Guid.TryParse(project, out _)) throw Refusals.BadField("project", $"'{project}' is not the id of a project.");
        call.MustOn(project);
        var type = await of.Named(call);
        return type.IsPublic ? throw Refusals.Conflict($"{T.Kind} {type.Id} is public: access to it cannot be given or taken.") : (project, type);
    }
}

/// <summary>The endpoints of project access.</summary>
public static class ProjectAccessEndpoints
{
    /// <summary>Adds the list, the giving and the taking.</summary>
    /// <param name="table">The slice's table.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="path">Path of the type.</param>
    /// <param name="rule">What their policy rules begin with.</param>
    /// <param name="list">Path of the list below that of the type.</param>
    /// <returns>The three.</returns>
    public static IReadOnlyList<Endpoint> ProjectAccess<T>(this EndpointTable table, string name, string path, string rule, string list) where T : class, IGrantedType, IResource<T> =>
    [
        table.Get<ProjectAccess<T>>($"{name}.access", $"{path}/{list}", $"{rule}:list_project_access", a => a.List),
        table.Action<ProjectAccess<T>>($"{name}.add_access", $"{path}/action", "addProjectAccess", $"{rule}:add_project_access", a => a.Add),
        table.Action<ProjectAccess<T>>($"{name}.remove_access", $"{path}/action", "removeProjectAccess", $"{rule}:remove_project_access", a => a.Remove),
    ];
}
