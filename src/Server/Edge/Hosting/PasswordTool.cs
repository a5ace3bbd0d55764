using Abaca.Server.Identity;
using Abaca.Server.Identity.Api;

namespace Abaca.Server.Hosting;

/// <summary>Resets a password of the embedded identity from the command line, beside a running service or without one.</summary>
public static class PasswordTool
{
    const int MostTries = 1200; // a minute

    /// <summary>The new password, or null when there is no such user.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="user">Name of the user.</param>
    /// <param name="asAdmin">Also make the user an administrator who can sign in: see <see cref="PasswordReset.Restore"/>.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="DatabaseUnavailable">The database cannot be opened.</exception>
    public static async Task<string?> Reset(ServiceOptions options, string user, bool asAdmin, CancellationToken ct)
    {
        // There is nobody to give a password to before the first start, and this is none.
        if (DatabaseUrl.Read(options.Database.Connection, out _) is { IsFile: true } url && !File.Exists(url.File))
            throw new DatabaseUnavailable($"{Path.GetFullPath(url.File)} does not exist: the first start (abaca serve) makes it. Is this the right --config-file?");
        await using var turn = await Turn(options.Node.StatePath, ct);
        await using var db = Db.Open(options.Database.Connection);
        await using var parts = new ServiceCollection()
            .AddLogging()
            .AddSingleton(db)
            .AddEmbeddedIdentity(SettingsOf.Identity(options))
            .BuildServiceProvider();
        var reset = parts.GetRequiredService<PasswordReset>();
        return asAdmin ? await reset.Restore(user, ct) : await reset.Reset(user, ct);
    }

    /// <summary>
    /// One at a time: the password in the database and the one in the credential files are the same only when nobody else writes between the
    /// two. The lock ends with the process, however it ends.
    /// </summary>
    /// <exception cref="DatabaseUnavailable">Another process has it for too long.</exception>
    static async Task<FileStream?> Turn(string stateDirectory, CancellationToken ct)
    {
        if (!Directory.Exists(stateDirectory)) return null; // no credential files either
        var path = Path.Combine(stateDirectory, "passwords.lock");
        for (var tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            }
            catch (IOException) when (tries < MostTries)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
            }
            catch (IOException taken)
            {
                throw new DatabaseUnavailable($"{path} cannot be had: {taken.Message}");
            }
        }
    }
}
