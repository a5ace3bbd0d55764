using System.Text;

namespace Abaca.Drivers.Local;

/// <summary>
/// Other mount namespaces of this machine. One that was made while a share was mounted has a copy of the mount, and unless it shares what
/// happens to mounts it keeps the copy: the share's file system stays in use after it was unmounted here. Our mount points are ours alone,
/// so the copies are ended, too; programs there that have files open may finish with them.
/// </summary>
static class OtherNamespaces
{
    const string Own = "/proc/self/ns/mnt";

    /// <summary>Ends what is mounted at this place in every other namespace; true when there was something.</summary>
    public static bool Unmount(string target)
    {
        var ended = false;
        foreach (var file in ThatSee(target))
        {
            // A thread that has gone into another namespace is of no use for anything else.
            var thread = new Thread(() => ended |= LibC.EnterMounts(file) == 0 && LibC.Unmount(target, detach: true) == 0);
            thread.Start();
            thread.Join();
        }
        return ended;
    }

    /// <summary>One file for each namespace that has something mounted there.</summary>
    static IEnumerable<string> ThatSee(string target)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { Name(Own) ?? "" };
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            var file = Path.Combine(process, "ns", "mnt");
            if (Name(file) is { } name && seen.Add(name) && HasMount(process, Written(target))) yield return file;
        }
    }

    static string? Name(string file)
    {
        try
        {
            return new FileInfo(file).LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null; // the process has ended
        }
    }

    /// <summary>The fifth field of a line of proc_pid_mountinfo(5) is the mount point.</summary>
    static bool HasMount(string process, string target)
    {
        try
        {
            return File.ReadLines(Path.Combine(process, "mountinfo")).Any(line => line.Split(' ', 6) is { Length: 6 } fields && fields[4] == target);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>As the kernel writes paths there: blanks, tabs, line ends and backslashes as octal numbers.</summary>
    static string Written(string path) =>
        new StringBuilder(path).Replace("\\", "\\134").Replace(" ", "\\040").Replace("\t", "\\011").Replace("\n", "\\012").ToString();
}
