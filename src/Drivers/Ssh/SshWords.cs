namespace Abaca.Drivers.Ssh;

/// <summary>The one place where ssh's words become ours: why there is no connection, and what to do about it.</summary>
static class SshWords
{
    static readonly string[] NeverOpened =
    [
        "Control socket connect", "mux_client_request_session: session request failed", "mux_client_hello_exchange",
        "kex_exchange_identification",
    ];

    /// <summary>Explains a failed connection.</summary>
    /// <param name="target">To whom.</param>
    /// <param name="knownHosts">File with the pinned keys.</param>
    /// <param name="error">ssh's standard error.</param>
    public static string Explain(SshTarget target, string knownHosts, string error)
    {
        var said = OneLine(error);
        if (Says(error, "REMOTE HOST IDENTIFICATION HAS CHANGED") || Says(error, "Host key verification failed")) return HostKey(target, knownHosts, error);
        if (Says(error, "Permission denied"))
            return $"{target} does not let us in with {(target.KeyPath is { } key ? $"the key {key}" : target.Password is null ? "our own keys" : "the password")}: {said}";
        return said.Length == 0 ? $"no SSH connection to {target}" : $"no SSH connection to {target}: {said}";
    }

    /// <summary>ssh failed before it asked the far machine for anything, so the command can be repeated.</summary>
    public static bool NothingRan(string error) => NeverOpened.Any(words => Says(error, words));

    static string HostKey(SshTarget target, string knownHosts, string error)
    {
        var name = target.Port == 22 ? target.Host : $"[{target.Host}]:{target.Port}";
        if (target.KnownHostsPath is not null)
        {
            return $"The host key of {target} is not among those that {knownHosts} lists for {name}. If the machine is the right one, "
                + $"add its line (ssh-keyscan -p {target.Port} {target.Host} shows it; compare it on the machine itself). An address that moves "
                + "between machines needs a line for each of them.";
        }
        return Says(error, "HAS CHANGED")
            ? $"The host key of {target} is not the one that was pinned at the first connection. If the machine was installed anew, forget the "
                + $"old key: ssh-keygen -R '{name}' -f {knownHosts}. If the address moves between machines, list the keys of all of them in a "
                + "known_hosts file and name that file in the configuration. Otherwise somebody else is answering there."
            : $"The host key of {target} could not be verified: {OneLine(error)}";
    }

    static bool Says(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);

    static string OneLine(string text) =>
        string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
