using System.Globalization;
using System.Runtime.InteropServices;

namespace Abaca.Drivers.Ganesha;

/// <summary>
/// A process of ours: found by its command line, recognized by what a stranger cannot put on (its user, its executable, and that the file it
/// was started with is ours in its own eyes), and told apart from a later one of the same number by its start time. Pid files are not read: a
/// process that was killed before it wrote one would be lost.
/// </summary>
/// <param name="Id">Process id.</param>
/// <param name="Started">Start time in clock ticks since boot (proc(5), field 22 of stat).</param>
public sealed record RunningProcess(int Id, ulong Started)
{
    const string Replaced = " (deleted)"; // after a package upgrade
    const int NoSuchProcess = 3; // ESRCH, while it is being removed

    static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    /// <summary>Processes of our user that run this program with this file as argument.</summary>
    /// <exception cref="IOException">The processes cannot be looked at now: nothing is known.</exception>
    public static IReadOnlyList<RunningProcess> Find(string program, string file)
    {
        var found = new List<RunningProcess>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id)
                && Arguments(id) is [var name, ..] words && Path.GetFileName(name) == program && Mentions(words, file)
                && Runs(id, program) && IsOurUser(id) && SeesSame(id, file)
                && StartOf(id) is { } started)
                found.Add(new RunningProcess(id, started));
        return found;
    }

    /// <summary>
    /// Still there, and not merely waiting to be collected by its parent. One that cannot be looked at now, such as for want of a descriptor,
    /// counts as alive: nobody has seen it die.
    /// </summary>
    public bool IsAlive
    {
        get
        {
            try
            {
                return StartOf(Id) == Started;
            }
            catch (IOException)
            {
                return true;
            }
        }
    }

    /// <summary>
    /// The process holds a lock (fcntl(2)) on the file, which no other can hold at the same time: /proc/locks names its owner.
    /// </summary>
    public bool HoldsLock(string file)
    {
        if (FileStatus.Of(file) is not { } status) return false;
        foreach (var line in File.ReadLines("/proc/locks"))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is [_, "POSIX", _, "WRITE", var owner, var where, ..] && owner == Id.ToString(CultureInfo.InvariantCulture)
                && where.EndsWith(":" + status.Inode.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    /// <summary>It sees the same mounts as this process: what is mounted for it reaches it.</summary>
    public bool SharesMounts => LinkOf($"/proc/{Id}/ns/mnt") is { } its && its == LinkOf("/proc/self/ns/mnt");

    /// <summary>One of its threads waits for a disk, or for what the kernel waits for; no signal ends it meanwhile.</summary>
    public bool WaitsForDisk
    {
        get
        {
            try
            {
                return Directory.EnumerateDirectories($"/proc/{Id}/task").Any(thread => StateOf(thread) == 'D');
            }
            catch (IOException)
            {
                return false; // it has ended meanwhile
            }
        }
    }

    /// <summary>Asks it to end, then makes it.</summary>
    /// <param name="patience">How long it may take its time; zero kills at once.</param>
    /// <param name="clock">The time.</param>
    /// <param name="ct">Gives up waiting.</param>
    public async Task End(TimeSpan patience, TimeProvider clock, CancellationToken ct)
    {
        if (patience > TimeSpan.Zero && IsAlive)
        {
            _ = Kill(Id, 15);
            var asked = clock.GetTimestamp();
            while (IsAlive && clock.GetElapsedTime(asked) < patience) await Task.Delay(LookAgain, clock, ct);
        }
        if (IsAlive) _ = Kill(Id, 9);
        while (IsAlive) await Task.Delay(LookAgain, clock, ct);
    }

    /// <summary>The letter behind the name, which may itself hold brackets (proc(5), field 3 of stat).</summary>
    static char? StateOf(string thread)
    {
        try
        {
            var line = File.ReadAllText(Path.Combine(thread, "stat"));
            return line.LastIndexOf(") ", StringComparison.Ordinal) is var at and > 0 && at + 2 < line.Length ? line[at + 2] : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    static bool Mentions(string[] words, string argument) =>
        words.Any(word => word == argument || word.EndsWith("=" + argument, StringComparison.Ordinal));

    static bool Runs(int id, string program) =>
        LinkOf($"/proc/{id}/exe") is { } executable
        && Path.GetFileName(executable.EndsWith(Replaced, StringComparison.Ordinal) ? executable[..^Replaced.Length] : executable) == program;

    static bool IsOurUser(int id) => FileStatus.Of($"/proc/{id}") is { } its && FileStatus.Of("/proc/self") is { } ours && its.User == ours.User;

    /// <summary>A process in a container may have a file of the same name.</summary>
    static bool SeesSame(int id, string file) => FileStatus.Of(file) is not { } ours || FileStatus.Of($"/proc/{id}/root{file}") is not { } its || its == ours;

    static string? LinkOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    static string[] Arguments(int id) => Read($"/proc/{id}/cmdline")?.Split('\0', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Start time of a living process; null for none, a zombie or a dead one.</summary>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    static ulong? StartOf(int id)
    {
        if (Read($"/proc/{id}/stat") is not { } stat) return null;
        // The name in brackets may hold anything, so fields are counted from its end: state is the third.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? null : ulong.Parse(fields[19], CultureInfo.InvariantCulture);
    }

    /// <summary>What the kernel says of a process; null when there is none.</summary>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException or IOException { HResult: NoSuchProcess })
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    static extern int Kill(int pid, int signal);
}
