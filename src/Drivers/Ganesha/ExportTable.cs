using System.Collections.Concurrent;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Ganesha;

/// <summary>
/// The exports that shall be: one file each, and Ganesha told of every change over D-Bus. The files are the truth that
/// survives Ganesha's death; what Ganesha shows is the truth that answers are made of. Callers see to it that one
/// export is changed by one call at a time.
/// </summary>
/// <param name="layout">Where the files are.</param>
/// <param name="bus">Ganesha.</param>
/// <param name="isMounted">
/// Whether what an export of this name exports is in its place. One that is not stays in the table but is not served:
/// its empty mount point would let clients write to the wrong file system.
/// </param>
public sealed class ExportTable(GaneshaLayout layout, IGaneshaBus bus, Func<string, bool> isMounted)
{
    const string Suffix = ".conf";

    readonly ExportIds ids = new(layout.Ids);
    readonly ConcurrentDictionary<int, bool> live = new();

    /// <summary>Reads the table; an export file that a power failure left incomplete is dropped (the rules come again from the service).</summary>
    public void Open()
    {
        Directory.CreateDirectory(layout.Exports);
        Directory.CreateDirectory(layout.Ids);
        ids.Load();
        foreach (var file in Directory.EnumerateFiles(layout.Exports))
            if (!IsComplete(file)) File.Delete(file);
    }

    /// <summary>Names of all exports in the table.</summary>
    public IReadOnlyList<string> Names() =>
        [.. Directory.EnumerateFiles(layout.Exports, "*" + Suffix).Select(file => Path.GetFileName(file)[..^Suffix.Length])];

    /// <summary>Writes the index that a starting Ganesha reads.</summary>
    public void WriteIndex() => WholeFile.Write(layout.Index, GaneshaConfig.Index(Names().Where(isMounted).Select(FileOf)));

    /// <summary>A Ganesha has started with the index and shows these exports.</summary>
    public void Started(IEnumerable<int> shown)
    {
        live.Clear();
        foreach (var id in shown) live[id] = true;
    }

    /// <summary>Makes a Ganesha that was already running show what the table holds: no export more, none less.</summary>
    public async Task<BusAnswer> Adopt(IReadOnlyDictionary<int, string> shown, CancellationToken ct)
    {
        Started(shown.Keys);
        var wanted = Names().Where(isMounted).ToDictionary(name => ids.Find(name) ?? 0, name => name);
        foreach (var id in shown.Keys.Where(id => !wanted.ContainsKey(id)))
            if (await Remove(id, ct) is { End: BusEnd.Unclear or BusEnd.NotRunning } lost) return lost;
        foreach (var (id, name) in wanted.Where(export => !shown.ContainsKey(export.Key)))
            if (await Tell(FileOf(name), id, ct) is { End: not BusEnd.Done } failed) return failed;
        return new BusAnswer(BusEnd.Done);
    }

    /// <summary>Makes these the export's clients. Done after Ganesha has shown them; nothing is written that is so already.</summary>
    /// <param name="name">Name of the export: file name and pseudo path.</param>
    /// <param name="directory">What is exported.</param>
    /// <param name="clients">At least one, most specific first.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<DriverResult> Set(string name, string directory, IReadOnlyList<ExportClient> clients, CancellationToken ct)
    {
        if (ids.Take(name) is not { } id)
            return new DriverResult.Refused(new Refusal(MessageDetail.NoValidHost, "All 65535 export ids of this Ganesha are taken."));
        var file = FileOf(name);
        var text = GaneshaConfig.Export(id, directory, PseudoOf(name), clients);
        if (WholeFile.Read(file) != text) WholeFile.Write(file, text);
        else if (await Shows(id, clients, ct)) return new DriverResult.Done();

        var told = await Tell(file, id, ct);
        if (told.End != BusEnd.Done) return new DriverResult.Unclear(told.Text);
        return await Shows(id, clients, ct) ? new DriverResult.Done() : new DriverResult.Unclear($"Ganesha does not show the rules of {name} yet.");
    }

    /// <summary>Clients as Ganesha shows them now; empty when it has no such export.</summary>
    public async Task<DriverResult<IReadOnlyList<ExportClient>>> Read(string name, CancellationToken ct)
    {
        if (ids.Find(name) is not { } id) return Array.Empty<ExportClient>();
        var shown = await bus.Display(id, ct);
        return shown.End switch
        {
            BusEnd.Done => new DriverResult<IReadOnlyList<ExportClient>>.Done(shown.Value!),
            BusEnd.Missing => Array.Empty<ExportClient>(),
            _ => new DriverResult.Unclear(shown.Text),
        };
    }

    /// <summary>Takes the export from Ganesha but keeps it in the table, to be set again.</summary>
    public async Task<DriverResult> Pause(string name, CancellationToken ct)
    {
        if (ids.Find(name) is not { } id) return new DriverResult.Done();
        var removed = await Remove(id, ct);
        return removed.End is BusEnd.Done or BusEnd.Missing ? new DriverResult.Done() : new DriverResult.Unclear(removed.Text);
    }

    /// <summary>Gives a paused export back to Ganesha; nothing to do when the table has none.</summary>
    public async Task<DriverResult> Resume(string name, CancellationToken ct)
    {
        if (ids.Find(name) is not { } id || !IsComplete(FileOf(name))) return new DriverResult.Done();
        var told = await Tell(FileOf(name), id, ct);
        return told.End == BusEnd.Done ? new DriverResult.Done() : new DriverResult.Unclear(told.Text);
    }

    /// <summary>Takes the export from table and Ganesha; its id stays with the name.</summary>
    public async Task<DriverResult> Withdraw(string name, CancellationToken ct)
    {
        if (ids.Find(name) is not { } id) return new DriverResult.Done();
        var wasThere = File.Exists(FileOf(name));
        File.Delete(FileOf(name));
        return wasThere || live.ContainsKey(id) ? await Pause(name, ct) : new DriverResult.Done();
    }

    /// <summary>Withdraws the export and gives its id back.</summary>
    public async Task<DriverResult> Forget(string name, CancellationToken ct)
    {
        var withdrawn = await Withdraw(name, ct);
        if (withdrawn is DriverResult.Done) ids.Release(name);
        return withdrawn;
    }

    /// <summary>Whether the table holds the export.</summary>
    public bool Holds(string name) => File.Exists(FileOf(name));

    /// <summary>Path under which clients find the export.</summary>
    public static string PseudoOf(string name) => "/" + name;

    async Task<bool> Shows(int id, IReadOnlyList<ExportClient> clients, CancellationToken ct)
    {
        var shown = await bus.Display(id, ct);
        if (shown.End == BusEnd.Missing) live.TryRemove(id, out _);
        return shown.End == BusEnd.Done && GaneshaClients.Same(shown.Value!, clients);
    }

    /// <summary>Update for one that Ganesha has, add for one that it has not; when our memory was wrong, the other.</summary>
    async Task<BusAnswer> Tell(string file, int id, CancellationToken ct)
    {
        var first = live.ContainsKey(id) ? await bus.Update(file, id, ct) : await bus.Add(file, id, ct);
        var answer = first.End switch
        {
            BusEnd.Missing or BusEnd.Refused when live.ContainsKey(id) => await bus.Add(file, id, ct),
            BusEnd.Refused => await bus.Update(file, id, ct),
            _ => first,
        };
        if (answer.End == BusEnd.Done) live[id] = true;
        return answer;
    }

    async Task<BusAnswer> Remove(int id, CancellationToken ct)
    {
        var answer = await bus.Remove(id, ct);
        if (answer.End is BusEnd.Done or BusEnd.Missing) live.TryRemove(id, out _);
        return answer;
    }

    bool IsComplete(string file) =>
        file.EndsWith(Suffix, StringComparison.Ordinal)
        && ids.Find(Path.GetFileName(file)[..^Suffix.Length]) is not null
        && WholeFile.Read(file).TrimEnd().EndsWith(GaneshaConfig.End, StringComparison.Ordinal);

    string FileOf(string name) => Path.Combine(layout.Exports, name + Suffix);
}
