namespace Abaca.Cli;

/// <summary>Finds what identity keeps, as people name it: by id, else by a name that fits exactly one.</summary>
/// <param name="cloud">The cloud.</param>
sealed class IdentityLookup(ShareService cloud)
{
    /// <summary>The user with this id or name.</summary>
    /// <exception cref="ClientException">None, or several.</exception>
    public Task<IdentityUser> User(string text, CancellationToken ct) => Lookup.ByIdOrName("user", text,
        id => cloud.Identity.User(id, ct), async name => [.. (await cloud.Identity.Users(name, ct)).Where(user => user.Name == name)]);

    /// <summary>The project with this id or name.</summary>
    /// <exception cref="ClientException">None, or several.</exception>
    public Task<IdentityProject> Project(string text, CancellationToken ct) => Lookup.ByIdOrName("project", text,
        id => cloud.Identity.Project(id, ct), async name => [.. (await cloud.Identity.Projects(name, ct)).Where(project => project.Name == name)]);

    /// <summary>The role with this id or name; case does not matter, as for Keystone.</summary>
    /// <exception cref="ClientException">None, or several.</exception>
    public Task<IdentityRole> Role(string text, CancellationToken ct) => Lookup.ByIdOrName("role", text,
        id => cloud.Identity.Role(id, ct),
        async name => [.. (await cloud.Identity.Roles(null, ct)).Where(role => string.Equals(role.Name, name, StringComparison.OrdinalIgnoreCase))]);

    /// <summary>The application credential of a user with this id or name.</summary>
    /// <exception cref="ClientException">None, or several.</exception>
    public async Task<AppCredential> Credential(string userId, string text, CancellationToken ct)
    {
        var all = await cloud.Identity.Credentials(userId, ct);
        return await Lookup.ByIdOrName("application credential", text,
            id => all.FirstOrDefault(one => one.Id == id) is { } found ? Task.FromResult(found) : throw new ClientException(Trouble.NotFound, "none"),
            name => Task.FromResult(all.Where(one => one.Name == name).ToList()));
    }
}
