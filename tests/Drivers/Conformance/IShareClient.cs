namespace Abaca.Tests.Drivers.Conformance;

/// <summary>A machine that mounts shares.</summary>
public interface IShareClient
{
    /// <summary>What a rule must name to mean this client: an IPv4 address, or a user, certificate or cephx name.</summary>
    string Identity { get; }

    /// <summary>IPv6 address, or null.</summary>
    string? IdentityV6 { get; }

    /// <summary>A network that holds this client and the other clients too, in CIDR form; null when identities are no addresses.</summary>
    string? Network { get; }

    /// <summary>Mounts afresh, with nothing remembered from earlier mounts.</summary>
    /// <param name="exportPath">Path of an export location: <c>address:/path</c>.</param>
    /// <param name="ct">Gives up.</param>
    Task<MountAttempt> Mount(string exportPath, CancellationToken ct);
}

/// <summary>What came of mounting.</summary>
/// <param name="Share">The mounted share, or null when the server refused.</param>
/// <param name="Said">The server's words.</param>
public sealed record MountAttempt(IMountedShare? Share, string Said);

/// <summary>A share mounted by one client; disposing it unmounts.</summary>
public interface IMountedShare : IAsyncDisposable
{
    /// <summary>Writes a whole file, replacing an old one.</summary>
    Task<ClientAnswer> Write(string file, ReadOnlyMemory<byte> content, CancellationToken ct);

    /// <summary>Reads a whole file.</summary>
    Task<ClientAnswer> Read(string file, CancellationToken ct);

    /// <summary>Names in the share's top directory, one a line, sorted.</summary>
    Task<ClientAnswer> List(CancellationToken ct);

    /// <summary>Removes a file.</summary>
    Task<ClientAnswer> Remove(string file, CancellationToken ct);
}

/// <summary>How a client's call ended.</summary>
public enum ClientEnd
{
    /// <summary>It worked.</summary>
    Ok,
    /// <summary>The client may not, or the share is there for it no more (access, permission, stale, expired).</summary>
    Denied,
    /// <summary>The share is read-only for it.</summary>
    ReadOnly,
    /// <summary>No space or quota left.</summary>
    Full,
    /// <summary>No such file.</summary>
    Missing,
    /// <summary>Anything else, for example no answer in time.</summary>
    Failed,
}

/// <summary>A client's answer.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Content">Bytes read, or the listing; empty for other calls.</param>
/// <param name="Said">The server's words when it failed.</param>
public sealed record ClientAnswer(ClientEnd End, byte[] Content, string Said);
