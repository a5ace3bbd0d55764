namespace Abaca.Server.Operations;

/// <summary>
/// Who holds a lease: a process on a machine, named so that another process on the same machine can tell for certain whether it is gone:
/// <c>machine/boot/pid-namespace/pid/start</c>. Machine is the id of the installation and the name that the kernel has, not the configured host,
/// which several managers of one backend have in common; boot is the kernel's random id of this boot, start the process's start time in ticks
/// since boot (proc(5), field 22 of stat), so that neither a reboot nor a reused pid can be mistaken.
/// </summary>
public sealed class ProcessOwner
{
    readonly string machine;
    readonly string boot;
    readonly string pidNamespace;
    readonly Func<string, bool> gone;

    /// <summary>An owner with its own way to judge others: for tests.</summary>
    /// <param name="text">Its name; up to 255 characters.</param>
    /// <param name="gone">Whether the owner of that name is certainly gone.</param>
    public ProcessOwner(string text, Func<string, bool> gone)
    {
        Text = text;
        this.gone = gone;
        machine = boot = pidNamespace = "";
    }

    ProcessOwner(string machine)
    {
        this.machine = machine.Replace('/', '_');
        boot = FirstLine("/proc/sys/kernel/random/boot_id");
        pidNamespace = new FileInfo("/proc/self/ns/pid").LinkTarget ?? "";
        var pid = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        Text = string.Join('/', this.machine, boot, pidNamespace, pid, StartOf(pid));
        gone = IsGoneFromThisMachine;
    }

    /// <summary>As stored in leases.</summary>
    public string Text { get; }

    /// <summary>This process.</summary>
    public static ProcessOwner ThisProcess() => On(FirstLine("/etc/machine-id") is { Length: > 0 } id ? $"{id}-{Environment.MachineName}" : "");

    /// <summary>This process on a machine of that name: for tests.</summary>
    /// <param name="machine">What tells it from all others; empty when nothing does.</param>
    internal static ProcessOwner On(string machine) => new(machine);

    /// <summary>
    /// Whether that owner is certainly gone: it was on this machine and that has been booted since, or it was in this pid namespace
    /// of this boot and no process has its pid and start time. What cannot be known is false: such a lease is waited for.
    /// </summary>
    public bool KnowsToBeGone(string owner) => owner != Text && gone(owner);

    bool IsGoneFromThisMachine(string owner)
    {
        if (owner.Split('/') is not [var itsMachine, var itsBoot, var itsNamespace, var pid, var start] || itsMachine != machine || boot.Length == 0) return false;
        if (itsBoot != boot) return machine.Length > 0;
        return itsNamespace == pidNamespace && StartOf(pid) != start;
    }

    static string StartOf(string pid)
    {
        var stat = FirstLine($"/proc/{pid}/stat");
        // The command name may hold spaces and brackets; the fields behind its last bracket do not.
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 19 ? fields[19] : "";
    }

    static string FirstLine(string file)
    {
        try
        {
            using var reader = new StreamReader(file);
            return reader.ReadLine() ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
