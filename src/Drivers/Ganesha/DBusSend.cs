using System.Globalization;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Ganesha;

/// <summary>Ganesha by way of <c>dbus-send</c>, so that a command runner on another machine serves as well.</summary>
/// <param name="commands">Runs <c>dbus-send</c> where Ganesha is.</param>
/// <param name="address">Address of the bus, or null for the machine's system bus.</param>
/// <param name="sudo">Who logs in there is not root, whom alone Debian's policy lets speak to Ganesha: its calls go through <c>sudo -n</c>.</param>
public sealed class DBusSend(ICommandRunner commands, string? address, bool sudo = false) : IGaneshaBus
{
    /// <summary>
    /// Ganesha takes settings only as the name of a file. One command lays it down, makes the call, takes the file away again and looks at
    /// what came of it, since every command to a far machine costs a way there and back. Arguments: the expression, the export's id, then
    /// the call up to its method.
    /// </summary>
    const string WithFile =
        "f=$(mktemp /tmp/abaca-export-XXXXXXXX) || exit 70; trap 'rm -f \"$f\"' EXIT; trap 'exit 70' HUP TERM; cat >\"$f\" || exit 70; e=$1; i=$2; shift 2; "
        + $"\"$@\" {GaneshaCall.Interface}.UpdateExport \"string:$f\" \"string:$e\" >/dev/null && \"$@\" {GaneshaCall.Interface}.DisplayExport \"uint16:$i\"";

    /// <summary>What dbus-send itself takes comes on top of what Ganesha may take.</summary>
    static readonly TimeSpan Timeout = IGaneshaBus.Patience + TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public Task<BusAnswer> Add(string file, int id, CancellationToken ct = default) => Call(GaneshaCall.Add(file, id), ct);

    /// <inheritdoc/>
    public Task<BusAnswer> Update(string file, int id, CancellationToken ct = default) => Call(GaneshaCall.Update(file, id), ct);

    /// <inheritdoc/>
    public async Task<BusAnswer<IReadOnlyList<ExportClient>>> UpdateWith(string settings, int id, CancellationToken ct = default)
    {
        IReadOnlyList<string> words = ["sh", "-c", WithFile, "sh", GaneshaCall.Which(id), id.ToString(CultureInfo.InvariantCulture), .. AsRoot(Manager)];
        var (call, command) = (GaneshaCall.Update("", id), new Command(words, Timeout + IGaneshaBus.Patience, settings));
        return Said(call, await commands.Run(command, ct), hasList: true, BusReply.Clients);
    }

    /// <inheritdoc/>
    public Task<BusAnswer> Remove(int id, CancellationToken ct = default) => Call(GaneshaCall.Remove(id), ct);

    /// <inheritdoc/>
    public async Task<BusAnswer<IReadOnlyDictionary<int, string>>> Show(CancellationToken ct = default) =>
        Said(GaneshaCall.Show, await Run(GaneshaCall.Show, ct), hasList: true, BusReply.Paths);

    /// <inheritdoc/>
    public async Task<BusAnswer<IReadOnlyList<ExportClient>>> Display(int id, CancellationToken ct = default) =>
        Said(GaneshaCall.Display(id), await Run(GaneshaCall.Display(id), ct), hasList: true, BusReply.Clients);

    /// <summary>Asks the bus itself, which anybody may.</summary>
    public async Task<BusAnswer<int>> Process(CancellationToken ct = default)
    {
        string[] words =
            [.. Words, "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus", $"org.freedesktop.DBus.{GaneshaCall.ProcessOf}", $"string:{GaneshaCall.Ganesha}"];
        var run = await commands.Run(new Command(words, Timeout), ct);
        var call = new GaneshaCall(GaneshaCall.ProcessOf);
        var said = Said(call, run, hasList: false, BusReply.Number);
        if (said.End != BusEnd.Done) return new BusAnswer<int>(said.End, said.Text);
        return said.Value is { } id ? new BusAnswer<int>(BusEnd.Done, Value: id) : new BusAnswer<int>(BusEnd.Unclear, NotWhole(call));
    }

    async Task<BusAnswer> Call(GaneshaCall call, CancellationToken ct)
    {
        var said = Said<object>(call, await Run(call, ct), hasList: false, static _ => new object());
        return new BusAnswer(said.End, said.Text);
    }

    Task<CommandResult> Run(GaneshaCall call, CancellationToken ct) => commands.Run(
        new Command([.. AsRoot(Manager), $"{GaneshaCall.Interface}.{call.Method}", .. call.Arguments.Select(one => one is ushort id ? $"uint16:{id}" : $"string:{one}")], Timeout), ct);

    string[] AsRoot(string[] words) => sudo ? ["sudo", "-n", "--", .. words] : words;

    string[] Manager => [.. Words, $"--dest={GaneshaCall.Ganesha}", GaneshaCall.Path];

    string[] Words => ["dbus-send", address is null ? "--system" : $"--bus={address}", "--print-reply", $"--reply-timeout={(int)IGaneshaBus.Patience.TotalMilliseconds}"];

    static BusAnswer<T> Said<T>(GaneshaCall call, CommandResult run, bool hasList, Func<string, T> read)
    {
        if (!run.Failed)
        {
            // An empty reply would say that there are no exports, and no clients.
            return BusReply.IsWhole(run.Output, hasList) ? new BusAnswer<T>(BusEnd.Done, Value: read(run.Output)) : new BusAnswer<T>(BusEnd.Unclear, NotWhole(call));
        }
        if (run.End != CommandEnd.Exited) return new BusAnswer<T>(BusEnd.Unclear, run.Summary);
        if (run.Says("sudo: a password is required") || run.Says("is not allowed to"))
            return new BusAnswer<T>(BusEnd.Unclear, $"sudo does not let us call {call.Method} there ({run.Cause}): abaca config ganesha --user NAME writes the rules.");
        var why = call.Explain(run.Error, run.Cause);
        return new BusAnswer<T>(why.End, why.Text);
    }

    static string NotWhole(GaneshaCall call) => $"Ganesha's reply to {call.Method} has not arrived whole.";
}
