using Abaca.DriverSdk;

namespace Abaca.Drivers.Ssh;

/// <summary>The one place where ssh's words become ours: why there is no connection, and what to do about it.</summary>
static class SshWords
{
    static readonly string[] NeverOpened =
    [
        "Control socket connect", "mux_client_request_session: session request failed", "mux_client_request_alive", "mux_client_hello_exchange",
        "kex_exchange_identification",
    ];

    /// <summary>Explains a failed connection.</summary>
    /// <param name="target">To whom.</param>
    /// <param name="knownHosts">File with the pinned keys.</param>
    /// <param name="error">ssh's standard error.</param>
    public static string Explain(SshTarget target, string knownHosts, string error)
    {
        var said = string.IsNullOrWhiteSpace(error) ? "" : Cause.In(error);
        if (IsHostKey(error)) return HostKey(target, knownHosts, error);
        if (Says(error, "Permission denied"))
            return $"{target} does not let us in with {(target.KeyPath is { } key ? $"the key {key}" : target.Password is null ? "our own keys" : "the password")}: {said}";
        return said.Length == 0 ? $"no SSH connection to {target}" : $"no SSH connection to {target}: {said}";
    }

    /// <summary>ssh failed before it asked the far machine for anything, so the command can be repeated.</summary>
    public static bool NothingRan(string error) => NeverOpened.Any(words => Says(error, words));

    /// <summary>The machine does not let us in, or is not known: somebody has to act.</summary>
    public static bool IsRefusal(string error) => IsHostKey(error) || Says(error, "Permission denied");

    static bool IsHostKey(string error) => Says(error, "REMOTE HOST IDENTIFICATION HAS CHANGED") || Says(error, "Host key verification failed");

    static string HostKey(SshTarget target, string knownHosts, string error)
    {
        var shown = HostKeys.Offered(error) is { } fingerprint ? $" It shows {fingerprint}." : "";
        // An address that moves shows the keys of all its machines in turn: a new one is added, and none is forgotten.
        var add = $"ssh-keyscan -p {target.Port} {target.Host} >> {FarShell.Word(knownHosts)}";
        var compare = "compare it with ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub (or another of its keys) on the machine itself";
        if (target.KnownHostsPath is not null)
            return $"The host key of {target} is not among those that {knownHosts} lists.{shown} If it is the right machine ({compare}), add its key: {add}";
        if (!Says(error, "HAS CHANGED")) return $"The host key of {target} could not be verified: {Cause.In(error)}";
        return $"The host key of {target} is not the one that was pinned at the first connection.{shown} If the address has moved to another machine that may have it ({compare}), "
            + $"pin its key too: {add} (or list the keys of all of them in a known_hosts file and name that file in the configuration). If the machine was "
            + $"installed anew, forget the old key first: ssh-keygen -R {FarShell.Quote(target.KnownName)} -f {FarShell.Word(knownHosts)}. Otherwise somebody else is answering there.";
    }

    static bool Says(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
}
