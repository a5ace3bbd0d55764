using System.Globalization;
using System.Runtime.InteropServices;

namespace Abaca.Drivers.Ganesha;

/// <summary>
/// A process of ours, found by its command line and told apart from a later one of the same number by its start time.
/// Pid files are not used: a process that was killed before it wrote one would be lost.
/// </summary>
/// <param name="Id">Process id.</param>
/// <param name="Started">Start time in clock ticks since boot (proc(5), field 22 of stat).</param>
public sealed record RunningProcess(int Id, ulong Started)
{
    static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    /// <summary>Processes that run this program with this argument.</summary>
    public static IReadOnlyList<RunningProcess> Find(string program, string argument)
    {
        var found = new List<RunningProcess>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id)
                && Arguments(id) is [var name, ..] words && Path.GetFileName(name) == program && Mentions(words, argument)
                && StartOf(id) is { } started)
                found.Add(new RunningProcess(id, started));
        return found;
    }

    /// <summary>Still there, and not merely waiting to be collected by its parent.</summary>
    public bool IsAlive => StartOf(Id) == Started;

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

    static bool Mentions(string[] words, string argument) =>
        words.Any(word => word == argument || word.EndsWith("=" + argument, StringComparison.Ordinal));

    static string[] Arguments(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>Start time of a living process; null for none, a zombie or a dead one.</summary>
    static ulong? StartOf(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            // The name in brackets may hold anything, so fields are counted from its end: state is the third.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : ulong.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    static extern int Kill(int pid, int signal);
}
