using System.Buffers;

namespace Abaca.Server.AccessRules;

/// <summary>What an access rule may name its client by, kind by kind; no more than that reaches a driver.</summary>
public static class ClientNames
{
    static readonly SearchValues<char> ForbiddenInUsers = SearchValues.Create("\"/\\[]:;|=,+*?<>");

    /// <summary>A kind by its wire name, or null.</summary>
    public static AccessType? Kind(string name) => name switch
    {
        "ip" => AccessType.Ip,
        "user" => AccessType.User,
        "cert" => AccessType.Cert,
        "cephx" => AccessType.Cephx,
        _ => null,
    };

    /// <summary>The wire name of a kind.</summary>
    public static string Wire(AccessType kind) => kind switch
    {
        AccessType.Ip => "ip",
        AccessType.User => "user",
        AccessType.Cert => "cert",
        _ => "cephx",
    };

    /// <summary>What is wrong with a client's name, in the words of a sentence about it; null when nothing is.</summary>
    /// <param name="kind">How it is meant.</param>
    /// <param name="name">As the caller sent it.</param>
    /// <param name="ipv6">The caller's version has IPv6 rules.</param>
    public static string? Problem(AccessType kind, string name, bool ipv6)
    {
        if (name.Any(char.IsControl)) return "it holds a control character";
        return kind switch
        {
            AccessType.Ip => AddressProblem(name, ipv6),
            AccessType.User => UserProblem(name),
            AccessType.Cert => name.Trim().Length is >= 1 and <= 64 ? null : "a common name has 1 to 64 characters",
            _ => CephxProblem(name),
        };
    }

    /// <summary>Whether two names of one kind mean the same client.</summary>
    public static bool Same(AccessType kind, string one, string other) => kind == AccessType.Ip
        ? ClientAddress.Same(one, other)
        : string.Equals(one, other, StringComparison.Ordinal);

    static string? AddressProblem(string name, bool ipv6)
    {
        if (ClientAddress.Read(name, out var problem) is not { } address) return problem;
        return address.IsIpv6 && !ipv6 ? "IPv6 addresses need a newer microversion (2.38)" : null;
    }

    static string? UserProblem(string name)
    {
        if (name.Length is < 4 or > 255) return "a user name has 4 to 255 characters";
        if (name.All(c => c is ' ' or '.')) return "a user name cannot hold spaces and periods only";
        return name.AsSpan().ContainsAny(ForbiddenInUsers) ? "a user name cannot hold any of \" / \\ [ ] : ; | = , + * ? < >" : null;
    }

    static string? CephxProblem(string name)
    {
        if (name.Length == 0) return "a cephx id cannot be empty";
        return name.All(c => c is >= ' ' and <= '~' and not '.') ? null : "a cephx id holds printable ASCII without periods";
    }
}
