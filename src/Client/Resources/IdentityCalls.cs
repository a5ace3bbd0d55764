namespace Abaca.Client;

/// <summary>Calls about users, projects and roles, of any Keystone v3.</summary>
/// <param name="api">The line to the cloud.</param>
public sealed class IdentityCalls(ShareApi api)
{
    /// <summary>Lists users; those of one name when it is given.</summary>
    public async Task<IReadOnlyList<IdentityUser>> Users(string? name, CancellationToken ct) =>
        (await api.Identity(ApiCall.Get("users" + Named(name)), WireJson.Default.UsersDocument, ct)).Users;

    /// <summary>Shows a user by id.</summary>
    public async Task<IdentityUser> User(string id, CancellationToken ct) => (await api.Identity(ApiCall.Get(Path("users", id)), WireJson.Default.UserDocument, ct)).User;

    /// <summary>Makes a user.</summary>
    /// <param name="fields">Name and what else is known, under the API's names.</param>
    /// <param name="password">The password; null makes a user who cannot sign in with one.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<IdentityUser> CreateUser(JsonObject fields, Secret? password, CancellationToken ct) =>
        (await api.Identity(ApiCall.Post("users", Wrapped("user", fields, password)), WireJson.Default.UserDocument, ct)).User;

    /// <summary>Changes fields of a user, and the password when it is given.</summary>
    public async Task<IdentityUser> UpdateUser(string id, JsonObject fields, Secret? password, CancellationToken ct) =>
        (await api.Identity(Patch(Path("users", id), Wrapped("user", fields, password)), WireJson.Default.UserDocument, ct)).User;

    /// <summary>Changes the password of whoever is signed in, who proves it with the old one.</summary>
    public Task ChangePassword(string userId, Secret old, Secret password, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(old);
        var fields = new JsonObject { ["original_password"] = old.Reveal() };
        return api.Identity(ApiCall.Post(Path("users", userId) + "/password", Wrapped("user", fields, password)), ct);
    }

    /// <summary>Deletes a user.</summary>
    public Task DeleteUser(string id, CancellationToken ct) => api.Identity(ApiCall.Delete(Path("users", id)), ct);

    /// <summary>Lists projects; those of one name when it is given.</summary>
    public async Task<IReadOnlyList<IdentityProject>> Projects(string? name, CancellationToken ct) =>
        (await api.Identity(ApiCall.Get("projects" + Named(name)), WireJson.Default.AllProjectsDocument, ct)).Projects;

    /// <summary>Shows a project by id.</summary>
    public async Task<IdentityProject> Project(string id, CancellationToken ct) =>
        (await api.Identity(ApiCall.Get(Path("projects", id)), WireJson.Default.ProjectDocument, ct)).Project;

    /// <summary>Makes a project.</summary>
    public async Task<IdentityProject> CreateProject(JsonObject fields, CancellationToken ct) =>
        (await api.Identity(ApiCall.Post("projects", Wrapped("project", fields, null)), WireJson.Default.ProjectDocument, ct)).Project;

    /// <summary>Changes fields of a project.</summary>
    public async Task<IdentityProject> UpdateProject(string id, JsonObject fields, CancellationToken ct) =>
        (await api.Identity(Patch(Path("projects", id), Wrapped("project", fields, null)), WireJson.Default.ProjectDocument, ct)).Project;

    /// <summary>Deletes a project; its shares stay.</summary>
    public Task DeleteProject(string id, CancellationToken ct) => api.Identity(ApiCall.Delete(Path("projects", id)), ct);

    /// <summary>Lists roles; those of one name when it is given.</summary>
    public async Task<IReadOnlyList<IdentityRole>> Roles(string? name, CancellationToken ct) =>
        (await api.Identity(ApiCall.Get("roles" + Named(name)), WireJson.Default.RolesDocument, ct)).Roles;

    /// <summary>Shows a role by id.</summary>
    public async Task<IdentityRole> Role(string id, CancellationToken ct) => (await api.Identity(ApiCall.Get(Path("roles", id)), WireJson.Default.RoleDocument, ct)).Role;

    /// <summary>Makes a role.</summary>
    public async Task<IdentityRole> CreateRole(JsonObject fields, CancellationToken ct) =>
        (await api.Identity(ApiCall.Post("roles", Wrapped("role", fields, null)), WireJson.Default.RoleDocument, ct)).Role;

    /// <summary>Deletes a role; whoever holds it loses it.</summary>
    public Task DeleteRole(string id, CancellationToken ct) => api.Identity(ApiCall.Delete(Path("roles", id)), ct);

    /// <summary>Gives a user a role somewhere; holding it already is no fault.</summary>
    public Task Give(string roleId, string userId, GrantPlace place, CancellationToken ct) => api.Identity(new ApiCall(HttpMethod.Put, Held(roleId, userId, place), Microversion.Floor), ct);

    /// <summary>Takes a role from a user.</summary>
    public Task Take(string roleId, string userId, GrantPlace place, CancellationToken ct) => api.Identity(ApiCall.Delete(Held(roleId, userId, place)), ct);

    /// <summary>Who holds which role where, with names; of one user or one project when it is given.</summary>
    public async Task<IReadOnlyList<Grant>> Grants(string? userId, string? projectId, CancellationToken ct)
    {
        var path = "role_assignments?include_names" + (userId is null ? "" : $"&user.id={Uri.EscapeDataString(userId)}") + (projectId is null ? "" : $"&scope.project.id={Uri.EscapeDataString(projectId)}");
        var found = await api.Identity(ApiCall.Get(path), WireJson.Default.AssignmentsDocument, ct);
        return [.. found.RoleAssignments.Select(one => new Grant(
            one.Role.Name ?? one.Role.Id, one.User.Name ?? one.User.Id, one.Scope.Project?.Name ?? one.Scope.Project?.Id,
            one.Scope.Project is not null ? "project" : one.Scope.Domain is not null ? "domain" : "system",
            one.Role.Id, one.User.Id, one.Scope.Project?.Id))];
    }

    /// <summary>A user's application credentials.</summary>
    public async Task<IReadOnlyList<AppCredential>> Credentials(string userId, CancellationToken ct) =>
        (await api.Identity(ApiCall.Get(Path("users", userId) + "/application_credentials"), WireJson.Default.CredentialsDocument, ct)).ApplicationCredentials;

    /// <summary>Makes an application credential for the project in use.</summary>
    public async Task<AppCredential> CreateCredential(string userId, JsonObject fields, CancellationToken ct) =>
        (await api.Identity(ApiCall.Post(Path("users", userId) + "/application_credentials", new JsonObject { ["application_credential"] = fields }), WireJson.Default.CredentialDocument, ct)).ApplicationCredential;

    /// <summary>Deletes an application credential.</summary>
    public Task DeleteCredential(string userId, string id, CancellationToken ct) =>
        api.Identity(ApiCall.Delete($"{Path("users", userId)}/application_credentials/{Uri.EscapeDataString(id)}"), ct);

    static string Held(string roleId, string userId, GrantPlace place) =>
        $"{(place.ProjectId is { } project ? Path("projects", project) : "system")}/{Path("users", userId)}/{Path("roles", roleId)}";

    static ApiCall Patch(string path, JsonObject body) => new(HttpMethod.Patch, path, Microversion.Floor, body);

    static JsonObject Wrapped(string kind, JsonObject fields, Secret? password)
    {
        if (password is not null) fields["password"] = password.Reveal();
        return new JsonObject { [kind] = fields };
    }

    static string Path(string kind, string id) => $"{kind}/{Uri.EscapeDataString(id)}";

    static string Named(string? name) => name is null ? "" : $"?name={Uri.EscapeDataString(name)}";
}
