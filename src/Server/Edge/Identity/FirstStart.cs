using Abaca.Server.Identity.Storage;

namespace Abaca.Server.Identity;

/// <summary>
/// Fills an empty identity: roles, a project and user <c>admin</c>, a project and user <c>demo</c>, with random passwords that go into
/// the owner's files. The files are written aside before the database commits and put in place after, under a mark that both carry:
/// a crash anywhere leaves either nothing, or something that the next start completes.
/// </summary>
public sealed partial class FirstStart
{
    /// <summary>Name of the administrator and of its project.</summary>
    public const string AdminName = "admin";

    /// <summary>Name of the first ordinary user and of its project.</summary>
    public const string DemoName = "demo";

    const string Mark = "first-start";

    readonly Db db;
    readonly Passwords passwords;
    readonly CredentialFiles files;
    readonly IdentitySettings settings;
    readonly ILogger<FirstStart> log;

    internal FirstStart(Db db, Passwords passwords, CredentialFiles files, IdentitySettings settings, ILogger<FirstStart> log)
    {
        this.db = db;
        this.passwords = passwords;
        this.files = files;
        this.settings = settings;
        this.log = log;
    }

    /// <summary>To be run at every start, after the migrations. Answers whether identity was empty.</summary>
    public async Task<bool> Run(CancellationToken ct)
    {
        if (await Settled(ct))
        {
            files.Follow();
            return false;
        }
        var logins = new Logins(NewId.Secret(), NewId.Secret());
        var (admin, demo) = (await passwords.Hash(logins.Admin, ct), await passwords.Hash(logins.Demo, ct));
        var mark = NewId.Hex();
        files.Prepare(mark, logins);
        try
        {
            await db.Transaction(tx => Fill(tx, mark, admin, demo, ct), ct);
        }
        catch (UniqueViolation) // another process was first; its passwords count, ours go
        {
            return !await Settled(ct);
        }
        files.Settle(mark);
        Made(log, settings.StateDirectory);
        return true;
    }

    async Task<bool> Settled(CancellationToken ct)
    {
        var mark = await db.Text($"SELECT value FROM identity_marks WHERE name = {Mark}", ct);
        if (mark is not null) files.Settle(mark);
        return mark is not null;
    }

    static async Task Fill(Tx tx, string mark, string adminHash, string demoHash, CancellationToken ct)
    {
        await tx.Execute($"INSERT INTO identity_marks (name, value) VALUES ({Mark}, {mark})", ct);
        var roles = Role.BuiltIn.ToDictionary(name => name, name => new Role(NewId.Hex(), name, null));
        foreach (var role in roles.Values) await tx.Insert(role, ct);
        var admin = await Person(tx, AdminName, "The cloud's administrators", adminHash, roles[Role.Admin], ct);
        await tx.Assign(new(admin, roles[Role.Admin].Id, Scope.System), ct);
        await tx.Assign(new(admin, roles[Role.Admin].Id, Scope.Domain(Domain.Default.Id)), ct);
        await Person(tx, DemoName, "A project to try things in", demoHash, roles[Role.Member], ct);
    }

    static async Task<string> Person(Tx tx, string name, string description, string hash, Role role, CancellationToken ct)
    {
        var project = new Project(NewId.Hex(), name, true, description);
        var user = new User(NewId.Hex(), name, true, null, null, project.Id);
        await tx.Insert(project, ct);
        await tx.Insert(user, hash, ct);
        await tx.Assign(new(user.Id, role.Id, Scope.Project(project.Id)), ct);
        return user.Id;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "First start: made the projects and users admin and demo. Their passwords are in clouds.yaml, openrc and admin-openrc in {Directory}.")]
    static partial void Made(ILogger log, string directory);
}
