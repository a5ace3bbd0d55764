using Abaca.Server.Data;
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
        var password = NewId.Secret();
        var hash = await passwords.Hash(password, ct);
        await db.Transaction(tx => tx.SetPassword(user.Id, hash, ct), ct);
        tokens.Forget();
        files.Replace(user.Name, password);
        return password;
    }
}
