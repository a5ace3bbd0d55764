using System.Globalization;
using System.Security.Cryptography;

namespace Abaca.Drivers.Ssh;

/// <summary>
/// A private key as ssh takes it for one login. ssh refuses a key of the service's own user that its group or others may read, and operators
/// have such keys (root:manila 0640): then a copy that only the service can read stands in for it, until the login is over. It is read anew for each
/// login, so that a changed key counts at once and no copy outlives its original.
/// </summary>
sealed class KeyForSsh : IDisposable
{
    const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    const string Prefix = "key-";

    readonly bool isCopy;

    KeyForSsh(string path, bool isCopy) => (Path, this.isCopy) = (path, isCopy);

    /// <summary>What ssh is given.</summary>
    public string Path { get; }

    /// <summary>The key itself, or a copy of it where ssh would refuse it.</summary>
    /// <param name="original">The operator's file.</param>
    /// <param name="directory">Belongs to the service alone, and is closed to all others.</param>
    /// <exception cref="IOException">It cannot be read, or everybody could put another in its place.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static KeyForSsh Of(string original, string directory)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("Abaca runs on Linux.");
        var mode = File.GetUnixFileMode(original);
        if ((mode & UnixFileMode.OtherWrite) != 0) throw new IOException($"The private key {original} can be changed by everybody: chmod o-rwx {original}");
        if ((mode & Others) == 0) return new KeyForSsh(original, false);
        Sweep(directory);
        var copy = System.IO.Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}"));
        try
        {
            // Closed from its first moment: the mode is given with the file, which is a new one in a directory of ours.
            using var to = new FileStream(copy, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            using var from = File.OpenRead(original);
            from.CopyTo(to);
            return new KeyForSsh(copy, true);
        }
        catch
        {
            File.Delete(copy);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isCopy) File.Delete(Path);
    }

    /// <summary>What a process left that was killed during a login.</summary>
    static void Sweep(string directory)
    {
        foreach (var left in Directory.EnumerateFiles(directory, Prefix + "*"))
        {
            var maker = System.IO.Path.GetFileName(left)[Prefix.Length..].Split('-')[0];
            if (!Directory.Exists($"/proc/{maker}")) File.Delete(left);
        }
    }
}
