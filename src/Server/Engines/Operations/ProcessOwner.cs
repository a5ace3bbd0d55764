namespace Abaca.Server.Operations;

/// <summary>
/// Who holds a lease: a process on a host, named so that another process on the same host can tell for certain whether it is gone:
/// <c>host/boot/pid-namespace/pid/start</c>. Boot is the kernel's random id of this boot, start the process's start time in ticks
/// since boot (proc(5), field 22 of stat), so that neither a reboot nor a reused pid can be mistaken.
/// </summary>
public sealed class ProcessOwner
{
    readonly string host;
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
        host = boot = pidNamespace = "";
    }

    ProcessOwner(string host)
    {
        this.host = host.Replace('/', '_');
        boot = FirstLine("/proc/sys/kernel/random/boot_id");
        pidNamespace = new FileInfo("/proc/self/ns/pid").LinkTarget ?? "";
        var pid = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        Text = string.Join('/', this.host, boot, pidNamespace, pid, StartOf(pid));
        gone = IsGoneFromThisHost;
    }

    /// <summary>As stored in leases.</summary>
    public string Text { get; }

    /// <summary>This process.</summary>
    /// <param name="host">The host name that the service is configured to have.</param>
    public static ProcessOwner ThisProcess(string host) => new(host);

    /// <summary>
    /// Whether that owner is certainly gone: it was on this host and the host has been booted since, or it was in this pid namespace
    /// and no process has its pid and start time. What cannot be known is false: such a lease is waited for.
    /// </summary>
    public bool KnowsToBeGone(string owner) => owner != Text && gone(owner);

    bool IsGoneFromThisHost(string owner)
    {
        if (owner.Split('/') is not [var itsHost, var itsBoot, var itsNamespace, var pid, var start] || itsHost != host || boot.Length == 0) return false;
        if (itsBoot != boot) return true;
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
