using System.Globalization;

namespace Abaca.Drivers.Ssh;

/// <summary>Argument lists for OpenSSH's client. Pure; nothing of the user's or the system's ssh configuration takes part.</summary>
static class SshArguments
{
    /// <summary>An idle connection is kept so long, also after the service has died.</summary>
    const int IdleSeconds = 60;

    /// <summary>Opens a connection that later commands share; returns when it stands.</summary>
    /// <param name="target">The machine.</param>
    /// <param name="knownHosts">File with the pinned keys, when the operator named none.</param>
    /// <param name="socket">Where the connection's socket will be.</param>
    /// <param name="more">File with further trusted keys, or null.</param>
    public static IReadOnlyList<string> Connect(SshTarget target, string knownHosts, string socket, string? more = null) =>
    [
        "ssh", .. Always(target), .. Login(target),
        .. Option("ControlMaster=yes"), .. Option($"ControlPath={Percent(socket)}"), .. Option($"ControlPersist={IdleSeconds}"),
        .. Option($"StrictHostKeyChecking={(target.KnownHostsPath is null ? "accept-new" : "yes")}"),
        .. Option($"UserKnownHostsFile=\"{Percent(target.KnownHostsPath ?? knownHosts)}\"{(more is null ? "" : $" \"{Percent(more)}\"")}"),
        .. target.KnownAs is { } alias ? Option($"HostKeyAlias={alias}") : [],
        "--", target.Host, "exec true",
    ];

    /// <summary>Runs one line over the connection; when it is gone this fails and opens none of its own.</summary>
    public static IReadOnlyList<string> Run(SshTarget target, string socket, string line) =>
    [
        "ssh", .. Always(target), .. Option("ControlMaster=no"), .. Option($"ControlPath={Percent(socket)}"),
        .. Option("ProxyCommand=false"), "--", target.Host, line,
    ];

    /// <summary>Speaks to the connection: <c>check</c>, <c>stop</c> (no more commands) or <c>exit</c> (at once).</summary>
    public static IReadOnlyList<string> Control(SshTarget target, string socket, string word) =>
        ["ssh", .. Always(target), .. Option($"ControlPath={Percent(socket)}"), "-O", word, "--", target.Host];

    static IReadOnlyList<string> Always(SshTarget target)
    {
        // A dead peer is noticed after interval × (count + 1), within the connect timeout.
        var interval = Math.Max(1, target.ConnectSeconds / 4);
        var count = Math.Clamp((target.ConnectSeconds / interval) - 1, 1, 3);
        return
        [
            "-F", "none", "-T", "-p", target.Port.ToString(CultureInfo.InvariantCulture), "-l", target.User,
            .. Option("LogLevel=ERROR"), .. Option($"ConnectTimeout={target.ConnectSeconds}"), .. Option("ConnectionAttempts=1"),
            .. Option($"ServerAliveInterval={interval}"), .. Option($"ServerAliveCountMax={count}"),
            .. Option("GlobalKnownHostsFile=none"), .. Option("HashKnownHosts=no"), .. Option("CheckHostIP=no"),
            .. Option("UpdateHostKeys=no"), .. Option("GSSAPIAuthentication=no"), .. Option("ForwardAgent=no"),
            .. Option("ClearAllForwardings=yes"),
        ];
    }

    static IReadOnlyList<string> Login(SshTarget target)
    {
        IReadOnlyList<string> key = target.KeyPath is { } path
            ? ["-i", path, .. Option("IdentitiesOnly=yes"), .. Option("IdentityAgent=none")]
            : target.Password is null ? [] : [.. Option("IdentityFile=none"), .. Option("IdentityAgent=none")];
        IReadOnlyList<string> methods = target.Password is null
            ? [.. Option("BatchMode=yes"), .. Option("PreferredAuthentications=publickey")]
            :
            [
                .. Option("BatchMode=no"), .. Option("NumberOfPasswordPrompts=1"),
                .. Option($"PreferredAuthentications={(target.KeyPath is null ? "" : "publickey,")}password,keyboard-interactive"),
            ];
        return [.. key, .. methods];
    }

    static string[] Option(string option) => ["-o", option];

    /// <summary>ssh puts other things in the place of <c>%x</c> in paths.</summary>
    static string Percent(string path) => path.Replace("%", "%%");
}
