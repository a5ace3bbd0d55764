using System.Collections.Concurrent;
using Abaca.DriverSdk;
using Abaca.Drivers.Ssh;

namespace Abaca.Drivers.KernelNfs;

/// <summary>
/// One exports file for all shares of a backend, in <c>/etc/exports.d</c>. Changes that come together are written and reloaded together,
/// in one round trip: compare with what we last saw, write beside it, check what arrived, move into place, <c>exportfs -r</c>, read
/// back. A connection that breaks anywhere leaves the old file or the new one.
/// </summary>
/// <param name="host">The file server.</param>
/// <param name="section">Backend; names the file.</param>
/// <param name="clock">The time.</param>
public sealed class ExportsFile(FarHost host, string section, TimeProvider clock) : IExports
{
    /// <summary>So many shares are changed at once; the names of their paths are arguments.</summary>
    const int Together = 200;

    /// <summary>Exit status: the file is not the one that was expected.</summary>
    const int Changed = 75;

    /// <summary>Exit status: what arrived is not what was sent.</summary>
    const int Damaged = 74;

    /// <summary>
    /// Arguments: file, sum that it has, sum that it will have, sudo (- for none), tee, mv, exportfs, then what grep reads back with.
    /// Standard input: the new content.
    /// </summary>
    const string Script = """
        file=$1 have=$2 want=$3; shift 3
        now=$(cat "$file" 2>/dev/null | sha256sum); [ "${now%% *}" = "$have" ] || exit 75
        sudo= ; [ "$1" = - ] || sudo="$1 -n"
        tee=$2 mv=$3 exportfs=$4; shift 4
        got=$($sudo "$tee" "$file.new" | sha256sum); [ "${got%% *}" = "$want" ] || exit 74
        sync "$file.new" 2>/dev/null
        $sudo "$mv" -fT "$file.new" "$file" || exit
        $sudo "$exportfs" -r >&2
        [ $# -eq 0 ] || grep -F "$@" /var/lib/nfs/etab
        [ $? -le 1 ] && echo abaca-end-of-list
        """;

    readonly SemaphoreSlim turn = new(1);
    readonly ConcurrentQueue<Change> waiting = new();
    readonly Gathering gathering = new(clock);

    /// <summary>The file as it was last seen; null while nobody has looked, or when nobody knows how a write ended.</summary>
    ExportsText? known;
    string sum = "";

    /// <summary>The file on the file server.</summary>
    public string Path { get; } = PathOf(section);

    /// <summary>The file of a backend.</summary>
    public static string PathOf(string section) => $"/etc/exports.d/abaca-{section}.exports";

    /// <summary>Where Debian has exportfs.</summary>
    public const string Exportfs = "/usr/sbin/exportfs";

    /// <summary>What root has to run for it.</summary>
    public static IReadOnlyList<SudoRule> RulesOf(string section)
    {
        var path = PathOf(section);
        return
        [
            new("exportfs", Exportfs, "-r") { Sample = "-r" },
            new("tee", "/usr/bin/tee", $"{path}.new") { Sample = $"{path}.new" },
            new("mv", "/usr/bin/mv", $"-fT {path}.new {path}") { Sample = $"-fT {path}.new {path}" },
        ];
    }

    /// <inheritdoc/>
    public string? Problem(ExportClient client) => null;

    /// <inheritdoc/>
    public async Task Set(Func<Task<ExportedShare>> look, IReadOnlyList<ExportClient> clients, CancellationToken ct)
    {
        var wanted = ExportClient.Sorted(clients);
        var change = await gathering.Bring(async () =>
        {
            var share = await look();
            return await Stands(share, wanted, ct) ? null : Queued(new Change(share.InstanceId, wanted.Count == 0 ? null : new ExportsEntry(share.Path, wanted), share.Path));
        });
        if (change is not null) Etab.MustShow(host, change.Path, await Written(change, ct), wanted);
    }

    /// <inheritdoc/>
    public async Task Renew(ExportedShare share, CancellationToken ct)
    {
        var file = await Known(ct);
        if (file.Lines.GetValueOrDefault(share.InstanceId) is not { } entry || Etab.Same(await Read(share, ct), entry.Clients)) return;
        _ = await Written(Queued(new Change(share.InstanceId, entry, entry.Path)), ct);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExportClient>> Read(ExportedShare share, CancellationToken ct) => Etab.Read(host, share.Path, ct);

    /// <inheritdoc/>
    public async Task Forget(string instanceId, CancellationToken ct)
    {
        var file = await Known(ct);
        if (file.Lines.TryGetValue(instanceId, out var entry)) _ = await Written(Queued(new Change(instanceId, null, entry.Path)), ct);
    }

    /// <summary>The file has it and the server shows it.</summary>
    async Task<bool> Stands(ExportedShare share, IReadOnlyList<ExportClient> wanted, CancellationToken ct)
    {
        var file = await Known(ct);
        var entry = file.Lines.GetValueOrDefault(share.InstanceId);
        var same = wanted.Count == 0 ? entry is null : new ExportsEntry(share.Path, wanted).Same(entry);
        return same && Etab.Same(await Read(share, ct), wanted);
    }

    async Task<ExportsText> Known(CancellationToken ct)
    {
        if (known is { } seen) return seen;
        await turn.WaitAsync(ct);
        try
        {
            return known ?? await Load(ct);
        }
        finally
        {
            turn.Release();
        }
    }

    async Task<ExportsText> Load(CancellationToken ct)
    {
        var run = await host.Run(["cat", Path], ct);
        if (run.End != CommandEnd.Exited || (run.Failed && !run.Says("No such file"))) throw host.Stop(run, $"reading {Path}");
        sum = ExportsText.Sum(run.Output);
        return known = ExportsText.Parse(run.Output);
    }

    Change Queued(Change change)
    {
        waiting.Enqueue(change);
        return change;
    }

    /// <summary>Whoever's turn it is writes for all that stand in line. Answers with the clients that the server then shows.</summary>
    async Task<IReadOnlyList<ExportClient>> Written(Change change, CancellationToken ct)
    {
        while (!change.Shown.IsCompleted)
        {
            await turn.WaitAsync(ct);
            try
            {
                if (!change.Shown.IsCompleted) await Flush(ct);
            }
            finally
            {
                turn.Release();
            }
        }
        return await change.Shown;
    }

    async Task Flush(CancellationToken ct)
    {
        await gathering.Complete(ct);
        var changes = new List<Change>();
        while (changes.Count < Together && waiting.TryDequeue(out var next)) changes.Add(next);
        try
        {
            var shown = await Put(changes, ct);
            foreach (var change in changes) change.Show([.. shown[change.Path]]);
        }
        catch (Exception problem)
        {
            known = null;
            foreach (var change in changes) change.Fail(problem is StoppedException ? problem : StoppedException.Unclear($"writing {Path}: {problem.Message}"));
            if (problem is not StoppedException) throw;
        }
    }

    async Task<ILookup<string, ExportClient>> Put(IReadOnlyList<Change> changes, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var next = changes.Aggregate(known ?? await Load(ct), (file, change) => change.On(file));
            var text = next.Text();
            var run = await host.Run(
                ["sh", "-c", Script, "sh", Path, sum, ExportsText.Sum(text), host.Tools.IsRoot ? "-" : host.Tools["sudo"], host.Tools["tee"], host.Tools["mv"], host.Tools["exportfs"],
                    .. changes.SelectMany(change => new[] { "-e", Etab.Pattern(change.Path) })],
                ct, text);
            known = null;
            if (run is { End: CommandEnd.Exited, ExitCode: Changed or Damaged } && attempt < 3) continue;
            var whole = run.Failed ? run : FarHost.Whole(run);
            // Clients that are seen are there; that others are not is only said by a list that is whole.
            if (!whole.Failed || !changes.All(change => change.IsShown(Etab.Parse(run.Output)))) run = whole;
            if (run.Failed) throw host.Stop(run with { Command = new Command(["write", Path], run.Command.Timeout) }, "letting clients in");
            (known, sum) = (next, ExportsText.Sum(text));
            return Etab.Parse(run.Output);
        }
    }

    /// <summary>One share's new lines, on their way into the file.</summary>
    sealed class Change(string instanceId, ExportsEntry? entry, string path)
    {
        readonly TaskCompletionSource<IReadOnlyList<ExportClient>> shown = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Path => path;

        public Task<IReadOnlyList<ExportClient>> Shown => shown.Task;

        public ExportsText On(ExportsText file) =>
            new(entry is null ? file.Lines.Remove(instanceId) : file.Lines.SetItem(instanceId, entry));

        /// <summary>There are clients, and they are among what the server says.</summary>
        public bool IsShown(ILookup<string, ExportClient> shown) => entry is not null && Etab.Same([.. shown[path]], entry.Clients);

        public void Show(IReadOnlyList<ExportClient> clients) => shown.TrySetResult(clients);

        public void Fail(Exception problem)
        {
            shown.TrySetException(problem);
            _ = shown.Task.Exception;
        }
    }
}
