namespace Abaca.Drivers.Ssh;

/// <summary>What root runs on a file server for a backend, and nothing else.</summary>
/// <param name="User">Who logs in.</param>
/// <param name="Section">The backend; names the file.</param>
/// <param name="Rules">The commands.</param>
public sealed record SudoRules(string User, string Section, IReadOnlyList<SudoRule> Rules)
{
    /// <summary>The file in <c>/etc/sudoers.d</c>; one with a dot in its name would be ignored.</summary>
    public string File => $"/etc/sudoers.d/abaca-{Section.Replace('.', '_')}";

    /// <summary>Its lines, with the tools' paths as Debian has them.</summary>
    public string Text() => Text(new Dictionary<string, string>());

    /// <summary>Its lines.</summary>
    /// <param name="paths">Absolute path of each tool by name; Debian's where one is not known.</param>
    public string Text(IReadOnlyDictionary<string, string> paths) =>
        $"Defaults:{User} !requiretty\n" + string.Concat(Rules.Select(rule => $"{User} ALL=(root) NOPASSWD: {paths.GetValueOrDefault(rule.Tool, rule.DebianPath)} {rule.Written}\n"));

    /// <summary>The commands that make the user and let it in, to be read and run as root.</summary>
    /// <param name="publicKey">Public key of the service, or null.</param>
    /// <param name="keyOption">The option that names the private one.</param>
    /// <param name="serving">Systemd's units that have to run.</param>
    public string UserSetUp(string? publicKey, string keyOption, string serving) => $"""
        id {User} || useradd --create-home --shell /bin/sh {User}
        usermod --password '*' {User}   # no password, yet not locked: sshd refuses locked accounts
        install -d -m 700 -o {User} ~{User}/.ssh
        cat > ~{User}/.ssh/authorized_keys <<'END'
        {publicKey ?? $"# the line of the service's public key: ssh-keygen -y -f <{keyOption}>"}
        END
        install -d /etc/exports.d
        cat > {File} <<'END'
        {Text().TrimEnd()}
        END
        chmod 440 {File}
        visudo -c -f {File}
        systemctl enable --now {serving}
        """;
}

/// <summary>One command that root runs.</summary>
/// <param name="Tool">The tool's name.</param>
/// <param name="DebianPath">Where Debian has it.</param>
/// <param name="Arguments">
/// Its arguments, where <c>*</c> stands for any; or from <c>^</c> to <c>$</c> a regular expression for all of them, which sudo knows since
/// 1.9.10 (before that the line allows nothing).
/// </param>
public sealed record SudoRule(string Tool, string DebianPath, string Arguments)
{
    /// <summary>Arguments that it has to let through, for asking whether it is there; null: it is not asked for.</summary>
    public string? Sample { get; init; }

    /// <summary>The arguments as sudoers has them.</summary>
    internal string Written => Arguments.StartsWith('^')
        ? Arguments
        : Arguments.Replace(@"\", @"\\").Replace(",", @"\,").Replace(":", @"\:").Replace("=", @"\=");
}
