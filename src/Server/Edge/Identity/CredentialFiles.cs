using System.Text;

namespace Abaca.Server.Identity;

/// <summary>
/// The files that let a person in after the first start: <c>clouds.yaml</c>, <c>openrc</c> and <c>admin-openrc</c> in the state directory,
/// readable by their owner only. Each is replaced as a whole, so that a reader never sees half of one.
/// </summary>
sealed class CredentialFiles(IdentitySettings settings)
{
    const string Yaml = "clouds.yaml";
    const string DemoShell = "openrc";
    const string AdminShell = "admin-openrc";
    const string Waiting = ".pending";
    const string PasswordLine = "export OS_PASSWORD=";
    const string AddressLine = "export OS_AUTH_URL=";
    const string CaLine = "export OS_CACERT=";
    const string Head = "# Written by Abaca, which replaces it when its address changes or `abaca identity reset-password` is used.\n";
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    readonly string directory = settings.StateDirectory;

    /// <summary>Writes the files aside, under a mark that the database will carry once the passwords in them are real.</summary>
    public void Prepare(string mark, Logins logins)
    {
        var aside = Aside(mark);
        MakeDirectory(directory);
        MakeDirectory(aside);
        WriteAll(aside, logins);
    }

    /// <summary>
    /// Puts the files that carry this mark in place and removes those that carry another: the passwords in them never came to be.
    /// Does nothing when that was done before.
    /// </summary>
    public void Settle(string mark)
    {
        if (!Directory.Exists(directory)) return;
        foreach (var aside in Directory.GetDirectories(directory, "identity-*" + Waiting))
        {
            if (aside == Aside(mark))
            {
                foreach (var file in Directory.GetFiles(aside)) File.Move(file, Path.Combine(directory, Path.GetFileName(file)), overwrite: true);
            }
            Directory.Delete(aside, recursive: true);
        }
    }

    /// <summary>Replaces the files when the server's address or authority is no longer the one they name. Missing files stay missing.</summary>
    public void Follow()
    {
        if (Read() is { } logins && (ValueOf(DemoShell, AddressLine) != settings.AuthUrl || ValueOf(DemoShell, CaLine) != settings.CaFile)) WriteAll(directory, logins);
    }

    /// <summary>Replaces the files with a user's new password, when they are there and are about that user.</summary>
    public void Replace(string user, string password)
    {
        if (Read() is not { } logins) return;
        if (user == FirstStart.AdminName) WriteAll(directory, logins with { Admin = password });
        if (user == FirstStart.DemoName) WriteAll(directory, logins with { Demo = password });
    }

    Logins? Read() => ValueOf(AdminShell, PasswordLine) is { } admin && ValueOf(DemoShell, PasswordLine) is { } demo ? new(admin, demo) : null;

    string? ValueOf(string file, string line)
    {
        var path = Path.Combine(directory, file);
        if (!File.Exists(path)) return null;
        return File.ReadLines(path).FirstOrDefault(l => l.StartsWith(line, StringComparison.Ordinal))?[line.Length..].Trim('\'', '"', ' ');
    }

    void WriteAll(string into, Logins logins)
    {
        Write(into, DemoShell, Shell(FirstStart.DemoName, logins.Demo));
        Write(into, AdminShell, Shell(FirstStart.AdminName, logins.Admin));
        Write(into, Yaml, $"{Head}clouds:\n{Cloud("abaca", FirstStart.DemoName, logins.Demo, system: false)}"
            + Cloud("abaca-admin", FirstStart.AdminName, logins.Admin, system: false)
            + Cloud("abaca-system", FirstStart.AdminName, logins.Admin, system: true));
    }

    /// <summary>User and project have the same name.</summary>
    string Shell(string user, string password) => $"""
        {Head.TrimEnd()}
        {AddressLine}'{settings.AuthUrl}'{(settings.CaFile is { } ca ? $"\n{CaLine}'{ca}'" : "")}
        export OS_IDENTITY_API_VERSION=3
        export OS_REGION_NAME='{settings.Region}'
        export OS_USERNAME='{user}'
        {PasswordLine}'{password}'
        export OS_PROJECT_NAME='{user}'
        export OS_USER_DOMAIN_ID='{Domain.Default.Id}'
        export OS_PROJECT_DOMAIN_ID='{Domain.Default.Id}'

        """;

    string Cloud(string name, string user, string password, bool system) => $"""
          {name}:
            auth:
              auth_url: "{settings.AuthUrl}"
              username: "{user}"
              password: "{password}"
              user_domain_id: "{Domain.Default.Id}"
        {(system ? "      system_scope: all" : $"      project_name: \"{user}\"\n      project_domain_id: \"{Domain.Default.Id}\"")}
            region_name: "{settings.Region}"{(settings.CaFile is { } ca ? $"\n    cacert: \"{ca}\"" : "")}
            identity_api_version: 3

        """;

    static void Write(string into, string name, string text)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("Abaca runs on Linux.");
        var fresh = Path.Combine(into, $".{name}.{NewId.Hex()}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
        using (var file = new FileStream(fresh, options))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }
        File.Move(fresh, Path.Combine(into, name), overwrite: true);
    }

    static void MakeDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("Abaca runs on Linux.");
        Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    string Aside(string mark) => Path.Combine(directory, $"identity-{mark}{Waiting}");
}
