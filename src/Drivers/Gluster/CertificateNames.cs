using Abaca.DriverSdk;

namespace Abaca.Drivers.Gluster;

/// <summary>
/// The common names of certificates in <c>auth.ssl-allow</c>. Those of the servers and of the service's own machine are always in it, and are
/// nobody's to give or to take. Gluster reads the list as patterns, divided by commas and blanks.
/// </summary>
sealed record CertificateNames(IReadOnlyList<string> All)
{
    /// <summary>How the names of servers begin.</summary>
    public const string ServerPrefix = "glusterfs-server";

    /// <summary>How the names of the machines begin that the service runs on.</summary>
    public const string HostPrefix = "manila-host";

    static readonly char[] Between = [',', ' '];

    /// <summary>Names of servers and of the service's machines.</summary>
    public IReadOnlyList<string> Reserved => [.. All.Where(IsReserved)];

    /// <summary>Names of tenants.</summary>
    public IReadOnlyList<string> Tenants => [.. All.Where(name => !IsReserved(name))];

    /// <summary>Reads the option; absent is nobody.</summary>
    public static CertificateNames Parse(string? text) => new([.. (text ?? "").Split(Between, StringSplitOptions.RemoveEmptyEntries).Distinct().Order(StringComparer.Ordinal)]);

    /// <summary>The reserved names, and these.</summary>
    public CertificateNames With(IEnumerable<string> tenants) => new([.. Reserved.Concat(tenants).Distinct().Order(StringComparer.Ordinal)]);

    /// <summary>The name is a server's or a machine's of the service.</summary>
    public static bool IsReserved(string name) => name.StartsWith(ServerPrefix, StringComparison.Ordinal) || name.StartsWith(HostPrefix, StringComparison.Ordinal);

    /// <summary>Why a rule cannot be; null when it can.</summary>
    public static Refusal? Problem(AccessRule rule)
    {
        if (rule.Type != AccessType.Cert)
            return new Refusal(MessageDetail.UnsupportedClient, $"GlusterFS shares know rules of type cert, not {rule.Type.ToString().ToLowerInvariant()}.");
        if (rule.Level != AccessLevel.Rw)
            return new Refusal(MessageDetail.UnsupportedClient, "GlusterFS lets a certificate read and write, or nothing: the level has to be rw.");
        if (IsReserved(rule.To))
            return new Refusal(MessageDetail.ForbiddenClient, $"\"{rule.To}\" is a name of the storage's own: those that begin with {ServerPrefix} or {HostPrefix} are no tenant's.");
        // A word that begins with "-" is an option to gluster's command line.
        return rule.To.Length > 0 && rule.To[0] != '-' && rule.To.All(IsPlain)
            ? null
            : new Refusal(MessageDetail.ForbiddenClient, $"\"{rule.To}\" cannot be let in: a common name has letters, digits and - _ . @ : + = / only, and no - first. Commas, blanks and signs that stand for other names would let others in.");
    }

    /// <summary>The option's text.</summary>
    public override string ToString() => string.Join(',', All);

    /// <summary>The same names.</summary>
    public bool Same(CertificateNames other) => All.SequenceEqual(other.All, StringComparer.Ordinal);

    static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || "-_.@:+=/".Contains(character, StringComparison.Ordinal);
}
