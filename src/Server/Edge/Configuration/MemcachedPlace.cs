using System.Net;
using System.Net.Sockets;

namespace Abaca.Server.Configuration;

/// <summary>Where a memcached listens.</summary>
/// <param name="Name">As written; processes that share servers must write them alike, since keys are dealt out by it.</param>
/// <param name="EndPoint">What is connected to.</param>
public sealed record MemcachedPlace(string Name, EndPoint EndPoint)
{
    const int UsualPort = 11211;

    /// <summary><c>host</c>, <c>host:port</c>, <c>[address]:port</c>, each also behind <c>inet:</c> or <c>inet6:</c>, or <c>unix:/path</c>; null for what is none of them.</summary>
    public static MemcachedPlace? Of(string text)
    {
        if (text.StartsWith("unix:/", StringComparison.Ordinal)) return new(text, new UnixDomainSocketEndPoint(text["unix:".Length..]));
        var rest = text;
        foreach (var family in (string[])["inet6:", "inet:"])
        {
            if (rest.StartsWith(family, StringComparison.Ordinal)) rest = rest[family.Length..];
        }
        if (IPEndPoint.TryParse(rest, out var numeric) && (rest.StartsWith('[') || rest.Count(':'.Equals) < 2))
            return new(text, numeric.Port == 0 ? new IPEndPoint(numeric.Address, UsualPort) : numeric);
        var (host, port) = rest.Split(':') switch
        {
            [var name] => (name, UsualPort),
            [var name, var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var read) && read is > 0 and < 65536 => (name, read),
            _ => ("", 0),
        };
        return Uri.CheckHostName(host) is UriHostNameType.Dns ? new(text, new DnsEndPoint(host, port)) : null;
    }
}
