using Abaca.DriverSdk;

namespace Abaca.Drivers.Ssh;

/// <summary>
/// One file server: this machine, or one over SSH. Every run is one round trip. Commands that need it go through <c>sudo -n</c>.
/// </summary>
public class FarHost : IAsyncDisposable
{
    /// <summary>sshd takes ten sessions over one connection (MaxSessions); a few are left for others.</summary>
    const int SessionsAtOnce = 8;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly ICommandRunner quick;
    readonly ICommandRunner bulk;
    readonly FarNeeds needs;
    readonly SemaphoreSlim sessions = new(SessionsAtOnce);
    long roundTrips;

    /// <summary>The machine; nothing is touched yet.</summary>
    /// <param name="target">Where SSH goes, or null for this machine.</param>
    /// <param name="settings">Of the backend.</param>
    /// <param name="needs">What has to be there.</param>
    public FarHost(SshTarget? target, BackendSettings settings, FarNeeds needs)
    {
        (Target, Local, this.needs) = (target, settings.Commands, needs);
        // Copies take hours: they have a connection of their own, so that they cannot use up the sessions of the other.
        quick = target is null ? Local : new SshCommandRunner(target, settings.StateDirectory, Local, settings.Clock, settings.Scratch);
        bulk = target is null ? Local : new SshCommandRunner(target, settings.StateDirectory, Local, settings.Clock, settings.Scratch);
    }

    /// <summary>Where SSH goes; null for this machine.</summary>
    public SshTarget? Target { get; }

    /// <summary>Runs programs on the service's own machine.</summary>
    public ICommandRunner Local { get; }

    /// <summary>What was found there, by <see cref="FindTools"/>.</summary>
    public FarTools Tools { get; set; } = FarTools.None;

    /// <summary>Names of tools that are needed and were not found.</summary>
    public IReadOnlyList<string> Missing => [.. needs.Packages.Keys.Concat(Tools.IsRoot ? [] : ["sudo"]).Where(tool => !Tools.Paths.ContainsKey(tool))];

    /// <summary>The Debian packages that bring what is missing.</summary>
    public IReadOnlyList<string> MissingPackages => [.. Missing.Select(tool => needs.Packages.GetValueOrDefault(tool, tool)).Distinct()];

    /// <summary>Looks for the tools there; when that failed, they are those that were known before.</summary>
    public async Task<CommandResult> FindTools(CancellationToken ct)
    {
        var found = await Run(FarTools.Look(needs), ct);
        if (!found.Failed) Tools = FarTools.Parse(found.Output);
        return found;
    }

    /// <summary>Runs so far, each of them a round trip.</summary>
    public long RoundTrips => Interlocked.Read(ref roundTrips);

    /// <summary>Runs as it stands, without sudo.</summary>
    public async Task<CommandResult> Run(IReadOnlyList<string> arguments, CancellationToken ct, string? input = null, TimeSpan? patience = null)
    {
        await sessions.WaitAsync(ct);
        try
        {
            Interlocked.Increment(ref roundTrips);
            return await quick.Run(new Command(arguments, patience ?? Patience, input), ct);
        }
        finally
        {
            sessions.Release();
        }
    }

    /// <summary>
    /// Runs what prints a list. A list has no end that can be seen, so a last line of ours follows it: without that line it may be a part of
    /// the list, or nothing of it, and is no answer.
    /// </summary>
    /// <param name="script">Runs its arguments, and when all went well prints what is added here.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<CommandResult> List(string script, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var run = await Run(["sh", "-c", $"{script} {ListEnd}", "sh", .. arguments], ct);
        return run.Failed ? run : Whole(run);
    }

    /// <summary>The same for a script that ends its output with <see cref="ListEnd"/> itself.</summary>
    public static CommandResult Whole(CommandResult run) => run.Output.EndsWith(ListEnd + "\n", StringComparison.Ordinal)
        ? run with { Output = run.Output[..^(ListEnd.Length + 1)] }
        : run with { End = CommandEnd.Incomplete, ExitCode = -1 };

    /// <summary>The line behind a whole list.</summary>
    public const string ListEnd = "abaca-end-of-list";

    /// <summary>A tool's argument list, with sudo where it is needed.</summary>
    public IReadOnlyList<string> AsRoot(string tool, IEnumerable<string> arguments) =>
        [.. Sudo, Tools[tool], .. arguments];

    /// <summary>What stands before a command that root has to run.</summary>
    public IReadOnlyList<string> Sudo => Tools.IsRoot ? [] : [Tools["sudo"], "-n"];

    /// <summary>Runs something that takes long, over a connection of its own.</summary>
    public Task<CommandResult> RunLong(IReadOnlyList<string> arguments, TimeSpan patience, CancellationToken ct) =>
        bulk.Run(new Command(arguments, patience), ct);

    /// <summary>An argument list for this machine that runs the given one over there, with the streams passed through; null when there is no connection.</summary>
    public async Task<IReadOnlyList<string>?> Passing(IReadOnlyList<string> arguments, CancellationToken ct) =>
        bulk is SshCommandRunner ssh ? await ssh.Passing(arguments, ct) : arguments;

    /// <summary>What a failed run means for the call that made it, whatever was run: nobody knows, unless sudo said no.</summary>
    /// <param name="result">A failed run.</param>
    /// <param name="what">What was being done, as in "making the share".</param>
    public StoppedException Stop(CommandResult result, string what) => Trouble(result, what, needs.SetUp) ?? StoppedException.Unclear($"{what}: {result.Summary}");

    /// <summary>The same for a driver that has words of its own to read: null when these are to be read.</summary>
    public static StoppedException? Trouble(CommandResult result, string what, string setUp)
    {
        if (result.End != CommandEnd.Exited) return StoppedException.Unclear($"{what}: {result.Summary}");
        return result.Says("sudo:") || result.Says("not allowed to execute")
            ? StoppedException.Refused(MessageDetail.BackendNotReady, $"{what}: sudo refuses on the file server ({result.Cause}). `{setUp}` prints the rules it needs.")
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Target?.ToString() ?? "this machine";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var runner in new[] { quick, bulk }.OfType<IAsyncDisposable>()) await runner.DisposeAsync();
    }
}
