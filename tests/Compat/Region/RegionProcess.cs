using System.Diagnostics;
using System.Runtime.InteropServices;
using Abaca.Tests.Compat.Service;

namespace Abaca.Tests.Compat.Region;

/// <summary>One process of a region: <c>abaca api</c>, <c>scheduler</c> or <c>share</c>, with a configuration file and a log of its own.</summary>
sealed class RegionProcess : IDisposable
{
    readonly string role;
    readonly string file;
    readonly string log;
    Process process;

    public RegionProcess(string role, string file, string log)
    {
        (this.role, this.file, this.log) = (role, file, log);
        process = Launch();
    }

    /// <summary>Its process id.</summary>
    public int Id => process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>Its exit status.</summary>
    public int Status => process.ExitCode;

    /// <summary>What it logged.</summary>
    public string Log => File.Exists(log) ? File.ReadAllText(log) : "";

    /// <summary>Starts it again.</summary>
    public void Start()
    {
        process.Dispose();
        process = Launch();
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Holds it where it is, or lets it go on.</summary>
    public void Stop(bool stop) => _ = Signal(process.Id, stop ? 19 : 18);

    /// <summary>Asks it to end and waits until it has.</summary>
    public Task<bool> End()
    {
        _ = Signal(process.Id, 15);
        return Deadline.Holds(() => process.HasExited, TimeSpan.FromSeconds(40));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!process.HasExited) Kill();
        process.Dispose();
    }

    // The shell only opens the log; exec keeps the process id.
    Process Launch()
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >>\"$LOG\" 2>&1", AbacaTool.Binary, role, "--config-file", file]);
        start.Environment["LOG"] = log;
        start.Environment["DOTNET_ROOT"] = AbacaTool.DotnetRoot;
        return Process.Start(start)!;
    }

    [DllImport("libc", EntryPoint = "kill")]
    static extern int Signal(int process, int signal);
}
