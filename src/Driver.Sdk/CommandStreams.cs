using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;

namespace Abaca.DriverSdk;

/// <summary>
/// Reads what a program says until it can say no more: until nobody holds its streams, or only a daemon does, which has left the
/// program's process group behind. A thread of its own reads, so that a busy service does not take what is late for what is missing.
/// </summary>
sealed class CommandStreams
{
    const short Readable = 1, HungUp = 16, Broken = 8;
    const int NotPermitted = 1, Interrupted = 4;
    const int LookMilliseconds = 50;

    /// <summary>A daemon that has just been left behind may still have something to say of how it began.</summary>
    const int LooksAtDaemon = 10;

    readonly SafeHandle[] streams;
    readonly MemoryStream[] texts = [new(), new()];
    readonly bool[] open = [true, true];
    readonly byte[] buffer = new byte[64 << 10];
    readonly int leader;
    readonly Task reading;
    bool broken;
    volatile bool exited;
    volatile bool given;

    /// <summary>Begins to read.</summary>
    public CommandStreams(Process process)
    {
        leader = process.Id;
        streams = [HandleOf(process.StandardOutput), HandleOf(process.StandardError)];
        reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>All has been read that the program and its children said, daemons not counted.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Standard output.</summary>
    public string Output => Text(0);

    /// <summary>Standard error.</summary>
    public string Error => Text(1);

    /// <summary>The program has ended; returns when nothing more can come, or when the token says that it is enough.</summary>
    public async Task End(CancellationToken ct)
    {
        exited = true;
        try
        {
            await reading.WaitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            given = true;
            await reading;
            throw;
        }
    }

    /// <summary>No more is wanted than what has come until now.</summary>
    public async Task GiveUp()
    {
        (exited, given) = (true, true);
        await reading;
    }

    void Read()
    {
        var quiet = 0;
        while ((open[0] || open[1]) && !given)
        {
            if (ReadOnce()) quiet = 0;
            else if (exited) quiet = GroupLives() ? 0 : quiet + 1;
            if (quiet > LooksAtDaemon) break;
        }
        if (given) ReadOnce(); // what has come already
        IsWhole = !given && !broken && open.All(still => !still || quiet > LooksAtDaemon);
    }

    /// <summary>Waits a moment for something to read, and reads it; false when there was nothing.</summary>
    bool ReadOnce()
    {
        var look = new PollFd[2];
        for (var i = 0; i < 2; i++) look[i] = new PollFd { Descriptor = open[i] ? (int)streams[i].DangerousGetHandle() : -1, Events = Readable };
        if (Poll(look, 2, LookMilliseconds) <= 0) return false;
        for (var i = 0; i < 2; i++)
        {
            if ((look[i].Returned & (Readable | HungUp | Broken)) == 0) continue;
            var count = Read(look[i].Descriptor, buffer, buffer.Length);
            if (count > 0) texts[i].Write(buffer, 0, (int)count);
            else if (count == 0) open[i] = false;
            else if (Marshal.GetLastPInvokeError() is not Interrupted) (open[i], broken) = (false, true);
        }
        return true;
    }

    /// <summary>
    /// Whether somebody of the program's group runs on. Nobody may say that one is there who does not see it (another user's, where /proc
    /// hides those); the ended ones that nobody collects count for nothing.
    /// </summary>
    bool GroupLives()
    {
        if (Kill(-leader, 0) != 0 && Marshal.GetLastPInvokeError() != NotPermitted) return false;
        var seen = Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(path[^1])).Select(StateInGroup).OfType<char>().ToList();
        return seen.Count == 0 || seen.Any(state => state is not 'Z' and not 'X');
    }

    /// <summary>State of a process of the group; null for others.</summary>
    char? StateInGroup(string path)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(path, "stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[2] == leader.ToString(System.Globalization.CultureInfo.InvariantCulture) ? fields[0][0] : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    string Text(int stream) => Encoding.UTF8.GetString(texts[stream].GetBuffer(), 0, (int)texts[stream].Length);

    static SafeHandle HandleOf(StreamReader stream) => ((PipeStream)stream.BaseStream).SafePipeHandle;

    [StructLayout(LayoutKind.Sequential)]
    struct PollFd
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    static extern int Poll([In, Out] PollFd[] look, nuint count, int milliseconds);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    static extern nint Read(int descriptor, byte[] buffer, nint count);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    static extern int Kill(int pid, int signal);
}
