namespace Abaca.Drivers.Ssh;

/// <summary>A machine that is reached over SSH, and who logs in there.</summary>
/// <param name="Host">Address or name; a floating address may move between machines.</param>
/// <param name="User">Who logs in.</param>
/// <param name="Port">TCP port.</param>
/// <param name="KeyPath">File of the private key (without a passphrase), or null.</param>
/// <param name="Password">Password, or null. Without key and password the keys of the service's own user are tried.</param>
/// <param name="KnownHostsPath">
/// The operator's own known_hosts file, or null. With it only keys that it lists are trusted, and an address may have several (one
/// line each: a floating address needs the key of every machine that may hold it). Without it the first key ever seen is pinned.
/// </param>
/// <param name="ConnectTimeout">
/// How long connecting may take, and how long the death of a connection may stay unnoticed; whole seconds, at least one.
/// </param>
/// <param name="Sudo">Commands run through <c>sudo -n</c>.</param>
/// <param name="KnownAs">
/// The name under which <paramref name="KnownHostsPath"/> lists its key, or null for the host's own: machines behind a floating address are
/// listed under that one.
/// </param>
public sealed record SshTarget(
    string Host,
    string User,
    int Port = 22,
    string? KeyPath = null,
    string? Password = null,
    string? KnownHostsPath = null,
    TimeSpan ConnectTimeout = default,
    bool Sudo = false,
    string? KnownAs = null)
{
    /// <summary>
    /// The address is one of several machines that stand for each other, and may move between them: a key that is trusted for one of them,
    /// under whatever name it is listed, is trusted for all.
    /// </summary>
    public bool IsOneOfSeveral { get; init; }

    /// <summary>The name under which known_hosts files list the address.</summary>
    internal string KnownName => KnownAs ?? (Port == 22 ? Host : $"[{Host}]:{Port}");

    /// <summary>Seconds of <see cref="ConnectTimeout"/>; 30 when none was said.</summary>
    public int ConnectSeconds => ConnectTimeout == default ? 30 : Math.Max(1, (int)ConnectTimeout.TotalSeconds);

    /// <summary>The target in messages; without the password.</summary>
    public override string ToString() => Port == 22 ? $"{User}@{Host}" : $"{User}@{Host} port {Port}";
}
