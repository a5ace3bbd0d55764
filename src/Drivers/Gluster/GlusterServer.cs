using Abaca.DriverSdk;

namespace Abaca.Drivers.Gluster;

/// <summary>One entry of <c>glusterfs_servers</c>: a server through which a cluster is managed and mounted.</summary>
/// <param name="User">Who logs in over SSH; null: <c>gluster</c> runs on this machine.</param>
/// <param name="Host">Name or address, as clients mount it; also the name of the pool.</param>
sealed record GlusterServer(string? User, string Host)
{
    /// <summary>The server as an export location has it.</summary>
    public string Address => Host.Contains(':') ? $"[{Host}]" : Host;

    /// <summary>Reads <c>[user@]server</c>.</summary>
    /// <exception cref="OptionException">It is neither a name nor an address, or nobody can be called so.</exception>
    public static GlusterServer Parse(BackendSettings settings, string option, string text)
    {
        var at = text.LastIndexOf('@');
        var (user, host) = (at < 0 ? null : text[..at], text[(at + 1)..]);
        OptionException Odd() => new(option, $"\"{text}\" is not of the form [user@]server.");
        if (host.Length == 0 || user is { Length: 0 }) throw Odd();
        var one = settings with { Values = new Dictionary<string, string> { [option] = host } };
        _ = one.FarHost(option);
        if (user is not null) _ = (one with { Values = new Dictionary<string, string> { [option] = user } }).FarUser(option);
        return new GlusterServer(user, host);
    }
}
