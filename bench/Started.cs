using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Abaca.Bench;

/// <summary>A process that the bench started; ended by its id, politely first.</summary>
sealed class Started : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly Process process;
    readonly string log;

    Started(Process process, string log) => (this.process, this.log) = (process, log);

    /// <summary>Process id.</summary>
    public int Id => process.Id;

    /// <summary>Starts a program with its output in a file.</summary>
    public static Started Run(string log, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        // The shell only opens the log and becomes the program, so that the id is the program's.
        foreach (var one in (string[])["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null", "sh", log, program, .. arguments]) start.ArgumentList.Add(one);
        return new Started(Process.Start(start)!, log);
    }

    /// <summary>A TCP port of loopback that is free now.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Waits until a condition holds; looks about every two milliseconds.</summary>
    /// <exception cref="BenchFailure">The process ended, or it took too long; with the end of its log.</exception>
    public async Task Until(Func<Task<bool>> condition, string what, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(60)) throw new BenchFailure($"{what} did not come: {LogEnd()}");
            await Task.Delay(2, ct);
        }
    }

    /// <summary>Memory in use: resident set, in MiB.</summary>
    public double ResidentMib()
    {
        var line = File.ReadLines($"/proc/{Id}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>Processor time used so far, in ms.</summary>
    public double ProcessorMilliseconds()
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalMilliseconds;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) _ = Kill(Id, 15);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _ = Kill(Id, 9);
            await process.WaitForExitAsync(CancellationToken.None);
        }
        process.Dispose();
    }

    string LogEnd() => string.Join(" | ", File.ReadLines(log).TakeLast(5));

    [DllImport("libc", EntryPoint = "kill")]
    static extern int Kill(int pid, int signal);
}
