using System.Collections.Concurrent;
using Abaca.DriverSdk;
using Abaca.Drivers.Ganesha;
using Abaca.Drivers.Ssh;

namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>How a node took a change.</summary>
enum NodeEnd
{
    /// <summary>It shows the change.</summary>
    Done,
    /// <summary>It serves nobody: no Ganesha runs there. It reads the exports when it comes back.</summary>
    Down,
    /// <summary>It may serve, and does not show the change.</summary>
    Failed,
    /// <summary>It may serve, and we may not speak to it: nothing but an operator changes that.</summary>
    Barred,
}

/// <summary>What a node may have under an export's id before it is told of the export.</summary>
enum Standing
{
    /// <summary>Nothing: it was asked just now.</summary>
    Nothing,
    /// <summary>This export, with rules that have just been changed.</summary>
    OtherRules,
    /// <summary>This export, with these rules or others.</summary>
    ThisExport,
    /// <summary>This export, mounted with another path or key: it is taken off first.</summary>
    MountedOtherwise,
}

/// <summary>A node's answer.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Text">Why, unless done.</param>
/// <param name="Clients">Clients of the export that was asked for, or null when the node has no such export.</param>
sealed record NodeAnswer(NodeEnd End, string Text = "", IReadOnlyList<ExportClient>? Clients = null);

/// <summary>One Ganesha that is told of every change: over D-Bus, on this machine or over SSH.</summary>
/// <param name="name">Its address, for messages.</param>
/// <param name="commands">Runs programs there.</param>
/// <param name="watching">Runs programs there too, and gives up sooner: for those who watch the node.</param>
/// <param name="servesNfs">Whether anybody answers on the node's NFS port; asked when the node cannot be told.</param>
sealed class NfsNode(string name, ICommandRunner commands, ICommandRunner watching, Func<CancellationToken, Task<bool>> servesNfs)
{
    static readonly TimeSpan Quick = TimeSpan.FromSeconds(20);

    /// <summary>Its Ganesha.</summary>
    public IGaneshaBus Bus => Direct ?? new DBusSend(commands, address: null, UsesSudo);

    /// <summary>Its Ganesha, for those who watch the node: they ask only the bus itself.</summary>
    public IGaneshaBus WatchedBus => Direct ?? new DBusSend(watching, address: null);

    /// <summary>The bus of this machine; null for another's.</summary>
    public IGaneshaBus? Direct { get; init; }

    readonly ConcurrentDictionary<string, int> missed = new(StringComparer.Ordinal);

    /// <summary>Address or name, for messages.</summary>
    public string Name => name;

    /// <summary>Runs programs there, for those who watch the node.</summary>
    public ICommandRunner Watching => watching;

    /// <summary>Nothing serves there as far as we know; set by whoever watches the node, so that calls need not find out again.</summary>
    public bool IsDown { get; set; }

    /// <summary>Why the machine does not let us in (see <see cref="SshCommandRunner.Refusal"/>); null for one that does.</summary>
    public Func<string?> WhyRefused { get; init; } = static () => null;

    /// <summary>See <see cref="SshCommandRunner.HasNewKey"/>.</summary>
    public Func<bool> HasNewKey { get; init; } = static () => false;

    /// <summary>Who logs in there is not root.</summary>
    public bool UsesSudo { get; init; }

    /// <summary>As <see cref="WhyRefused"/> says it to whoever watches the node; calls that come then are refused before they change anything.</summary>
    public string? Barred { get; set; }

    /// <summary>The export's clients as the node shows them.</summary>
    public async Task<NodeAnswer> Show(int id, CancellationToken ct)
    {
        if (IsDown) return Down();
        var shown = await Twice(() => Bus.Display(id, ct));
        return shown.End switch
        {
            BusEnd.Done => new NodeAnswer(NodeEnd.Done, "", shown.Value),
            BusEnd.Missing => new NodeAnswer(NodeEnd.Done),
            _ => await Unheard(shown, ct),
        };
    }

    /// <summary>Paths of all exports that the node shows, by id; null when it does not answer.</summary>
    public async Task<IReadOnlyDictionary<int, string>?> List(CancellationToken ct)
    {
        if (IsDown) return null;
        var shown = await Twice(() => Bus.Show(ct));
        return shown.End == BusEnd.Done ? shown.Value : null;
    }

    /// <summary>Makes the node serve the export as its object says; done after the node has shown it.</summary>
    /// <param name="export">What the object says.</param>
    /// <param name="exportName">Name of the export, to be told again when the node was down.</param>
    /// <param name="url">The object's address.</param>
    /// <param name="standing">What the node may have under the export's id.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<NodeAnswer> Apply(NfsExport export, string exportName, string url, Standing standing, CancellationToken ct)
    {
        if (IsDown) return Noted(Down(), exportName, export.Id);
        var shown = standing is Standing.Nothing or Standing.OtherRules ? new NodeAnswer(NodeEnd.Done) : await Show(export.Id, ct);
        if (shown.End != NodeEnd.Done) return Noted(shown, exportName, export.Id);
        var remount = standing == Standing.MountedOtherwise;
        if (!remount && Shows(shown, export)) return shown;
        if (remount && shown.Clients is not null && await Remove(export.Id, exportName, ct) is { End: not NodeEnd.Done } failed) return failed;

        // Ganesha takes no rados:// address over the bus, only a file, which may hold just that.
        var told = await Twice(() => Bus.UpdateWith(ExportIndex.Line(url), export.Id, ct));
        if (told.End is not (BusEnd.Done or BusEnd.Missing)) return Noted(await Unheard(told, ct), exportName, export.Id);
        shown = new NodeAnswer(NodeEnd.Done, "", told.Value);
        return Shows(shown, export) ? shown : new NodeAnswer(NodeEnd.Failed, $"Ganesha on {name} does not show the rules of {export} yet.");
    }

    /// <summary>Makes the node serve the export no more.</summary>
    public async Task<NodeAnswer> Remove(int id, string exportName, CancellationToken ct)
    {
        if (IsDown) return Noted(Down(), exportName, id);
        var removed = await Twice(() => Bus.Remove(id, ct));
        return removed.End is BusEnd.Done or BusEnd.Missing
            ? new NodeAnswer(NodeEnd.Done)
            : Noted(await Unheard(removed, ct), exportName, id);
    }

    /// <summary>Names of exports that changed while the node was down, with their ids; forgotten by this.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> TakeMissed()
    {
        KeyValuePair<string, int>[] taken = [.. missed];
        foreach (var one in taken) missed.TryRemove(one);
        return taken;
    }

    /// <summary>Keeps an export's name until the node is back.</summary>
    public void Miss(string exportName, int id) => missed[exportName] = id;

    /// <summary>The Ganesha that runs there; the end is down when none does.</summary>
    public async Task<(NodeAnswer Answer, GaneshaProcess? Process)> Identify(CancellationToken ct)
    {
        var process = await WatchedBus.Process(ct);
        if (process.End != BusEnd.Done) return (await Unheard(process, ct), null);
        var host = await watching.Run(new Command(["uname", "-n"], Quick), ct);
        return host.Failed
            ? (new NodeAnswer(NodeEnd.Failed, host.Summary), null)
            : (new NodeAnswer(NodeEnd.Done), new GaneshaProcess(host.Output.Trim(), process.Value));
    }

    static bool Shows(NodeAnswer shown, NfsExport export) => shown.Clients is { } clients && GaneshaClients.Same(clients, export.Clients);

    NodeAnswer Down() => new(NodeEnd.Down, $"No Ganesha runs on {name}.");

    NodeAnswer Noted(NodeAnswer answer, string exportName, int id)
    {
        if (answer.End == NodeEnd.Down) Miss(exportName, id);
        return answer;
    }

    /// <summary>
    /// No answer: down when the bus says that no Ganesha is there, or when nobody answers on the NFS port either. A node that still
    /// answers there may serve clients by old rules, so it is a failure.
    /// </summary>
    async Task<NodeAnswer> Unheard(BusAnswer answer, CancellationToken ct)
    {
        if (answer.End == BusEnd.NotRunning) return Down();
        if (answer.End == BusEnd.Unclear && !await servesNfs(ct)) return Down();
        return WhyRefused() is { } why ? new NodeAnswer(NodeEnd.Barred, why) : new NodeAnswer(NodeEnd.Failed, $"{name}: {answer.Text}");
    }

    /// <summary>Every question here may be asked twice: the address may have moved to another machine in between.</summary>
    static async Task<T> Twice<T>(Func<Task<T>> ask) where T : BusAnswer
    {
        var first = await ask();
        return first.End == BusEnd.Unclear ? await ask() : first;
    }
}
