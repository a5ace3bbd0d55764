using Abaca.Server.Identity.Storage;

namespace Abaca.Server.Identity;

/// <summary>Gives a user a new random password without knowing the old one: for the operator at the machine.</summary>
public sealed class PasswordReset
{
    readonly Db db;
    readonly Passwords passwords;
    readonly Tokens tokens;
    readonly CredentialFiles files;

    internal PasswordReset(Db db, Passwords passwords, Tokens tokens, CredentialFiles files)
    {
        this.db = db;
        this.passwords = passwords;
        this.tokens = tokens;
        this.files = files;
    }

    /// <summary>
    /// Sets a random password, ends the user's tokens, and brings the credential files up to date when they are about this user.
    /// A server that runs meanwhile notices within <see cref="IdentitySettings.Recheck"/>.
    /// </summary>
    /// <returns>The new password, to be shown once; null when there is no such user.</returns>
    public async Task<string?> Reset(string userName, CancellationToken ct)
    {
        if (await db.UserNamed(userName, ct) is not { } user) return null;
        return await Written(user.Name, (tx, hash) => tx.SetPassword(user.Id, hash, ct), ct);
    }

    /// <summary>
    /// As <see cref="Reset"/>, and makes the user an administrator who can sign in, whatever became of it: the user is made when it is gone and
    /// enabled, as is the project <c>admin</c>, and has the role admin there, on the domain and on the system. For a service that has nobody left
    /// who may give that role.
    /// </summary>
    /// <returns>The new password, to be shown once.</returns>
    public async Task<string> Restore(string userName, CancellationToken ct)
    {
        var known = await db.UserNamed(userName, ct);
        var home = await db.ProjectNamed(FirstStart.AdminName, ct);
        var role = (await db.Roles(ct)).Single(one => one.Name == Role.Admin);
        return await Written(userName, async (tx, hash) =>
        {
            var project = home ?? new Project(NewId.Hex(), FirstStart.AdminName, true, "The cloud's administrators");
            if (home is null) await tx.Insert(project, ct);
            else await tx.Update(project with { Enabled = true }, ct);
            var user = known ?? new User(NewId.Hex(), userName, true, null, null, project.Id);
            if (known is null) await tx.Insert(user, hash, ct);
            else await tx.Update(user with { Enabled = true }, ct);
            await tx.SetPassword(user.Id, hash, ct);
            foreach (var scope in (Scope[])[Scope.Project(project.Id), Scope.Domain(Domain.Default.Id), Scope.System]) await tx.Assign(new(user.Id, role.Id, scope), ct);
        }, ct);
    }

    async Task<string> Written(string userName, Func<Tx, string, Task> write, CancellationToken ct)
    {
        var password = NewId.Secret();
        var hash = await passwords.Hash(password, ct);
        await db.Transaction(tx => write(tx, hash), ct);
        tokens.Forget();
        files.Replace(userName, password);
        return password;
    }
}
