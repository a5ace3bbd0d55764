using Abaca.DriverSdk;

namespace Abaca.Drivers.Ganesha;

/// <summary>How a call to Ganesha ended.</summary>
public enum BusEnd
{
    /// <summary>It did what was asked.</summary>
    Done,
    /// <summary>It knows no such export.</summary>
    Missing,
    /// <summary>It said no.</summary>
    Refused,
    /// <summary>No answer: it is starting or busy, or the connection was lost; it may have acted.</summary>
    Unclear,
    /// <summary>The bus answered that nobody owns Ganesha's name: it is not running there.</summary>
    NotRunning,
}

/// <summary>Ganesha's answer.</summary>
/// <param name="End">How the call ended.</param>
/// <param name="Text">The reply when done, else the error in one line.</param>
public sealed record BusAnswer(BusEnd End, string Text);

/// <summary>
/// Ganesha's export manager on D-Bus, by way of <c>dbus-send</c>, so that a command runner on another machine serves as well.
/// </summary>
/// <param name="commands">Runs <c>dbus-send</c> where Ganesha is.</param>
/// <param name="address">Address of the bus, or null for the machine's system bus.</param>
/// <param name="sudo">Who logs in there is not root, whom alone Debian's policy lets speak to Ganesha: its calls go through <c>sudo -n</c>.</param>
public sealed class GaneshaBus(ICommandRunner commands, string? address, bool sudo = false)
{
    const string Ganesha = "org.ganesha.nfsd";

    /// <summary>Ganesha on a private bus of ours.</summary>
    public GaneshaBus(ICommandRunner commands, GaneshaLayout layout) : this(commands, layout.BusAddress)
    {
    }

    /// <summary>
    /// Ganesha takes settings only as the name of a file. One command lays it down, makes the call and takes it away again, since every command
    /// to a far machine costs a way there and back. Arguments: the expression, then the call.
    /// </summary>
    const string WithFile =
        "f=$(mktemp /tmp/abaca-export-XXXXXXXX) || exit 70; trap 'rm -f \"$f\"' EXIT; trap 'exit 70' HUP TERM; cat >\"$f\" || exit 70; e=$1; shift; \"$@\" \"string:$f\" \"$e\"";

    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>Adds the export that the file describes.</summary>
    public Task<BusAnswer> Add(string file, int id, CancellationToken ct = default) =>
        Call("AddExport", [$"string:{file}", $"string:EXPORT(Export_Id={id})"], ct);

    /// <summary>
    /// Replaces the export's settings by those of the file; other exports and its other clients are not disturbed. Ganesha 4.3 adds an
    /// export that it does not have, so unlike <see cref="Add"/> this can never hit one that is active already (which would reset
    /// its CephFS session).
    /// </summary>
    public Task<BusAnswer> Update(string file, int id, CancellationToken ct = default) =>
        Call("UpdateExport", [$"string:{file}", $"string:EXPORT(Export_Id={id})"], ct);

    /// <summary>As <see cref="Update"/>, with the settings themselves instead of the name of a file that holds them.</summary>
    public async Task<BusAnswer> UpdateWith(string settings, int id, CancellationToken ct = default)
    {
        const string Method = "UpdateExport";
        var command = new Command(["sh", "-c", WithFile, "sh", $"string:EXPORT(Export_Id={id})", .. AsRoot(Exports(Method, []))], Timeout, settings);
        return Explain(Method, await commands.Run(command, ct));
    }

    /// <summary>Takes the export away; its clients see stale handles.</summary>
    public Task<BusAnswer> Remove(int id, CancellationToken ct = default) => Call("RemoveExport", [$"uint16:{id}"], ct);

    /// <summary>Lists the exports; see <see cref="BusReply.Exports"/> and <see cref="BusReply.Paths"/>.</summary>
    public Task<BusAnswer> Show(CancellationToken ct = default) => Call("ShowExports", [], ct);

    /// <summary>Shows one export with its clients; see <see cref="BusReply.Clients"/>.</summary>
    public Task<BusAnswer> Display(int id, CancellationToken ct = default) => Call("DisplayExport", [$"uint16:{id}"], ct);

    /// <summary>Number of Ganesha's process on its machine; see <see cref="BusReply.Number"/>.</summary>
    public Task<BusAnswer> Process(CancellationToken ct = default) => Send(
        "GetConnectionUnixProcessID",
        ["--dest=org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.GetConnectionUnixProcessID", $"string:{Ganesha}"], ct);

    async Task<BusAnswer> Call(string method, string[] arguments, CancellationToken ct) =>
        Explain(method, await commands.Run(new Command(AsRoot(Exports(method, arguments)), Timeout), ct));

    /// <summary>Of the bus itself, which anybody may ask.</summary>
    async Task<BusAnswer> Send(string method, string[] words, CancellationToken ct) =>
        Explain(method, await commands.Run(new Command(Words(words), Timeout), ct));

    string[] AsRoot(string[] words) => sudo ? ["sudo", "-n", "--", .. Words(words)] : Words(words);

    static string[] Exports(string method, string[] arguments) =>
        [$"--dest={Ganesha}", "/org/ganesha/nfsd/ExportMgr", $"org.ganesha.nfsd.exportmgr.{method}", .. arguments];

    string[] Words(string[] words) =>
        ["dbus-send", address is null ? "--system" : $"--bus={address}", "--print-reply", "--reply-timeout=15000", .. words];

    /// <summary>The one place where D-Bus's and Ganesha's words become ours.</summary>
    static BusAnswer Explain(string method, CommandResult run) => run switch
    {
        { Failed: false } when BusReply.IsWhole(run.Output, method is "ShowExports" or "DisplayExport") => new BusAnswer(BusEnd.Done, run.Output),
        // An empty reply would say that there are no exports, and no clients.
        { Failed: false } => new BusAnswer(BusEnd.Unclear, $"Ganesha's reply to {method} has not arrived whole."),
        { End: not CommandEnd.Exited } => new BusAnswer(BusEnd.Unclear, run.Summary),
        _ when run.Says("DBus.Error.NameHasNoOwner") || run.Says("DBus.Error.ServiceUnknown") =>
            new BusAnswer(BusEnd.NotRunning, $"NFS-Ganesha is not running: {run.Cause}"),
        _ when run.Says("sudo: a password is required") || run.Says("is not allowed to") =>
            new BusAnswer(BusEnd.Unclear, $"sudo does not let us call {method} there ({run.Cause}): abaca config ganesha --user NAME writes the rules."),
        _ when run.Says("Export id not found") || run.Says("No such export") => new BusAnswer(BusEnd.Missing, run.Summary),
        _ when run.Says("DBus.Error.Invalid") => new BusAnswer(BusEnd.Refused, $"Ganesha refused {method}: {run.Cause}"),
        _ => new BusAnswer(BusEnd.Unclear, $"Ganesha did not answer {method}: {run.Cause}"),
    };
}
