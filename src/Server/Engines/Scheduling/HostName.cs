namespace Abaca.Server.Scheduling;

/// <summary>The parts of <c>host@backend#pool</c>.</summary>
/// <param name="Machine">Before the first <c>@</c>.</param>
/// <param name="Backend">Between <c>@</c> and <c>#</c>; empty when there is none.</param>
/// <param name="Pool">After <c>#</c>; empty when there is none.</param>
public readonly record struct HostName(string Machine, string Backend, string Pool)
{
    /// <summary>Takes a host apart; missing parts are empty.</summary>
    public static HostName Of(string host)
    {
        var hash = host.IndexOf('#', StringComparison.Ordinal);
        var (service, pool) = hash < 0 ? (host, "") : (host[..hash], host[(hash + 1)..]);
        var at = service.IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? new(service, "", pool) : new(service[..at], service[(at + 1)..], pool);
    }

    /// <summary><c>host@backend</c> of a host that may name a pool too.</summary>
    public static string ServiceOf(string host)
    {
        var hash = host.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? host : host[..hash];
    }
}
