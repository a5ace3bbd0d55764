using Abaca.DriverSdk;

namespace Abaca.Drivers.Ganesha;

/// <summary>
/// While a machine has no address but 127.0.0.1 and ::1, the C library takes no address for valid, not even a numeric one, when it is asked for
/// usable ones (AI_ADDRCONFIG, getaddrinfo(3)), as Ganesha asks for what it listens on; and with none of IPv6, Ganesha 4.3 listens on every
/// address instead of the one it was told. Such machines have a second address of each kind on their loopback interface while Ganesha reads its
/// configuration; they lead nowhere, and are gone afterwards.
/// </summary>
sealed class SecondLoopback(ListenAddress listen, ICommandRunner commands, IDriverLog log)
{
    /// <summary>Local to this machine like all of 127.0.0.0/8, and used by nobody.</summary>
    const string Second4 = "127.255.255.254/32";

    /// <summary>Of a range that is never routed (RFC 4193).</summary>
    const string Second6 = "fd00:aba:ca::1/128";

    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Does the work with the second addresses in place.</summary>
    internal async Task<T> While<T>(Func<Task<T>> work, CancellationToken ct)
    {
        var lent = new List<string>();
        try
        {
            foreach (var address in await Lacking(ct))
                if (!(await Ip(ct, "address", "replace", address, "dev", "lo")).Failed) lent.Add(address);
            return await work();
        }
        finally
        {
            foreach (var address in lent)
            {
                var removed = await Ip(CancellationToken.None, "address", "delete", address, "dev", "lo");
                if (removed.Failed) log.Warn($"{address} is left on the loopback interface: {removed.Summary}");
            }
        }
    }

    /// <summary>Second addresses of the kinds of which the machine has none beside its first.</summary>
    async Task<IReadOnlyList<string>> Lacking(CancellationToken ct)
    {
        var shown = await Ip(ct, "-o", "address", "show");
        if (shown.Failed) return [];
        var known = shown.Output.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > 3).Select(words => (Kind: words[2], Address: words[3].Split('/')[0])).ToList();
        return
        [
            .. known.Any(one => one is { Kind: "inet", Address: not "127.0.0.1" }) ? [] : (string[])[Second4],
            .. known.Any(one => one is { Kind: "inet6", Address: not "::1" }) ? [] : (string[])[Second6],
        ];
    }

    Task<CommandResult> Ip(CancellationToken ct, params string[] words) => commands.Run(new Command([.. listen.Enter, "ip", .. words], Timeout), ct);
}
