using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Abaca.Drivers.Ssh;

/// <summary>What a runner keeps on this machine: pinned host keys, sockets of its connections, the way to a password.</summary>
/// <param name="stateDirectory">Belongs to the service alone.</param>
/// <param name="scratch">Where a look from outside writes instead, so that nothing of it stays; null while the backend runs.</param>
sealed class SshFiles(string stateDirectory, string? scratch = null)
{
    /// <summary>
    /// A unix socket's path has 108 bytes, its final zero among them (unix(7)); ssh first makes the socket under a name that is 17
    /// bytes longer.
    /// </summary>
    const int LongestSocketPath = 107 - 17;

    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    readonly string directory = Path.Combine(scratch ?? stateDirectory, "ssh");

    /// <summary>Host keys that were pinned when they were first seen.</summary>
    public string KnownHosts => Path.Combine(directory, "known_hosts");

    /// <summary>The file with the service's own pins, for people: that of a look from outside is gone when they read its name.</summary>
    public string Pins => Path.Combine(stateDirectory, "ssh", "known_hosts");

    /// <summary>Makes the directories.</summary>
    public void Prepare()
    {
        if (scratch is not null) Directory.CreateDirectory(scratch, OwnerOnly);
        Directory.CreateDirectory(directory, OwnerOnly);
        // A look trusts what the service trusts.
        if (scratch is not null && File.Exists(Pins) && !File.Exists(KnownHosts)) File.Copy(Pins, KnownHosts);
        Directory.CreateDirectory(SocketDirectory, OwnerOnly);
    }

    /// <summary>
    /// A file that lists every key of the operator's file under the target's name too; null when the target stands for itself alone.
    /// </summary>
    /// <exception cref="IOException">The operator's file cannot be read.</exception>
    public string? ListedUnder(SshTarget target)
    {
        if (!target.IsOneOfSeveral || target.KnownHostsPath is not { } given) return null;
        var text = HostKeys.Under(target.KnownName, File.ReadAllText(given));
        var path = Path.Combine(directory, $"listed-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16]}");
        if (File.Exists(path)) return path;
        var half = $"{path}.{NewName()}";
        File.WriteAllText(half, text);
        File.Move(half, path, overwrite: true); // others may be connecting with it
        return path;
    }

    /// <summary>
    /// Pins the key with that fingerprint for the target as well, if it is pinned for another machine that may stand for it; false when it is
    /// pinned nowhere.
    /// </summary>
    public bool Adopt(SshTarget target, string fingerprint)
    {
        if (!target.IsOneOfSeveral || target.KnownHostsPath is not null || !File.Exists(KnownHosts)) return false;
        if (HostKeys.Line(target.KnownName, File.ReadAllText(KnownHosts), fingerprint) is not { } line) return false;
        File.AppendAllText(KnownHosts, line);
        return true;
    }

    /// <summary>A look from outside has met a host key that the service has not pinned.</summary>
    public bool HasMetNewKey(SshTarget target)
    {
        if (scratch is null || target.KnownHostsPath is not null || !File.Exists(KnownHosts)) return false;
        var known = File.Exists(Pins) ? File.ReadAllLines(Pins) : [];
        return File.ReadLines(KnownHosts).Except(known, StringComparer.Ordinal).Any(line => line.StartsWith(target.KnownName + " ", StringComparison.Ordinal));
    }

    /// <summary>A path for the socket of a new connection, short enough for a socket.</summary>
    public string NewSocket() => Path.Combine(SocketDirectory, NewName());

    /// <summary>The key for one login.</summary>
    /// <exception cref="IOException">It cannot be used.</exception>
    public KeyForSsh OpenKey(string path) => KeyForSsh.Of(path, directory);

    /// <summary>Opens a way on which <c>ssh</c>, through the returned helper's program, can read the password; nothing is written to a disk.</summary>
    public PasswordPipe OpenPassword(string password)
    {
        var pipe = Path.Combine(directory, NewName());
        if (MakeFifo(pipe, 0x180) != 0) // rw for the owner
            throw new IOException($"Cannot make the pipe {pipe}: {Marshal.GetLastPInvokeErrorMessage()}");
        return PasswordPipe.Open(pipe, password);
    }

    string SocketDirectory
    {
        get
        {
            if (Encoding.UTF8.GetByteCount(directory) + 1 + NameLength <= LongestSocketPath) return directory;
            var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(directory)))[..16];
            return $"/run/abaca-{mark}";
        }
    }

    const int NameLength = 16;

    static string NewName() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NameLength / 2));

    [DllImport("libc", EntryPoint = "mkfifo", SetLastError = true)]
    static extern int MakeFifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);
}
