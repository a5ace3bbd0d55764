using System.Collections.Concurrent;
using System.Globalization;
using Abaca.DriverSdk;
using Abaca.Drivers.Rados;

namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>
/// Exports in RADOS, in Manila's layout: an object per export, an index object with a line for each, an object that counts ids. Ganesha
/// reads the index when it starts and refuses to start over a line whose object is missing, so a line is only ever there while its
/// object is: the object is written before the line, and removed after it. Index and counter change by compare-and-swap, so other
/// writers (a second service, an administrator) lose nothing. A call that does not succeed throws <see cref="StoppedException"/>.
/// </summary>
sealed class ExportObjects(IRadosCluster cluster, ExportStore store)
{
    const string Prefix = "ganesha-export-";
    const string NoMore = "All 65535 export ids are taken.";

    /// <summary>Manila counts from here; the first export gets the next number.</summary>
    const int FirstCount = 1000;

    /// <summary>So often somebody else may be faster before the call is put off.</summary>
    const int Attempts = 50;

    /// <summary>Looking at all exports must not keep calls waiting.</summary>
    const int ReadsAtOnce = 4;

    readonly IRadosPool pool = cluster.Pool(PoolOf(store).Pool, PoolOf(store).Space);
    readonly SemaphoreSlim writing = new(1);

    /// <summary>Address of the export's object for Ganesha.</summary>
    public string Url(string name) => $"rados://{store.Pool}/{ObjectOf(name)}";

    /// <summary>Makes index and counter when they are missing: a Ganesha without an index does not start.</summary>
    public async Task Prepare(CancellationToken ct)
    {
        await MakeIfMissing(store.Index, "", ct);
        await MakeIfMissing(store.Counter, FirstCount.ToString(CultureInfo.InvariantCulture), ct);
    }

    /// <summary>The export's object; its content is null when there is none.</summary>
    public Task<RadosObject> Read(string name, CancellationToken ct) => ReadObject(ObjectOf(name), ct);

    /// <summary>Writes the export's object in the place of the version that was read.</summary>
    public async Task Write(string name, string text, ulong version, CancellationToken ct)
    {
        var written = await pool.Swap(ObjectOf(name), text, version, ct);
        if (written.Changed) throw StoppedException.Unclear($"Somebody else changed {ObjectOf(name)} at the same moment.");
        if (!written.Succeeded) throw StoppedException.Unclear($"Cannot write {ObjectOf(name)}: {written.Problem}");
    }

    /// <summary>Removes the export's object; only when no index line names it. Already gone is done.</summary>
    public async Task Remove(string name, CancellationToken ct)
    {
        var removed = await pool.Remove(ObjectOf(name), ct);
        if (!removed.Succeeded) throw StoppedException.Unclear($"Cannot remove {ObjectOf(name)}: {removed.Problem}");
    }

    /// <summary>Adds the export's line; its object must be there.</summary>
    public Task Index(string name, CancellationToken ct) => Change(store.Index, text => ExportIndex.With(text, Url(name)), ct);

    /// <summary>Takes the export's line away, and remembers there what a node may still show of it.</summary>
    public Task Unindex(string name, NfsExport? shown, CancellationToken ct)
    {
        var removed = shown is null ? null : new RemovedExport(shown.Id, name, shown.Path);
        return Change(store.Index, text => ExportIndex.Without(text, Url(name), removed), ct);
    }

    /// <summary>Whether the index has the export's line.</summary>
    public async Task<bool> IsIndexed(string name, CancellationToken ct) =>
        ExportIndex.Holds((await ReadObject(store.Index, ct)).Content ?? "", Url(name));

    /// <summary>How many exports the index lists; none when it cannot be read.</summary>
    public async Task<int> Count(CancellationToken ct) => ExportIndex.Urls((await pool.Read(store.Index, ct)).Content ?? "").Count;

    /// <summary>What nodes have to show: the index with ids and names of its exports, and those that went lately.</summary>
    public async Task<IndexedExports> Indexed(CancellationToken ct)
    {
        var text = (await ReadObject(store.Index, ct)).Content ?? "";
        var ours = Url("");
        var names = ExportIndex.Urls(text).Where(url => url.StartsWith(ours, StringComparison.Ordinal)).Select(url => url[ours.Length..]);
        var exports = new ConcurrentDictionary<int, string>();
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = ct }, async (name, stop) =>
        {
            if ((await Read(name, stop)).Content is { } content && NfsExport.Parse(content) is { } export) exports.TryAdd(export.Id, name);
        });
        return new IndexedExports(exports, ExportIndex.Removed(text));
    }

    /// <summary>Names of all exports.</summary>
    public async Task<IReadOnlyList<string>> Names(CancellationToken ct)
    {
        var objects = await pool.List(Prefix, ct) ?? throw StoppedException.Unclear($"Cannot list the exports in pool {store.Pool}.");
        return [.. objects.Where(one => one != store.Index && one != store.Counter).Select(one => one[Prefix.Length..]).Order(StringComparer.Ordinal)];
    }

    /// <summary>A new export id. When the counter has gone round once, ids that exports have are left out.</summary>
    public async Task<int> NextId(CancellationToken ct)
    {
        HashSet<int>? taken = null;
        for (var i = 0; i < ushort.MaxValue; i++)
        {
            var count = await NextCount(ct);
            if (count <= ushort.MaxValue) return (int)count;
            taken ??= await TakenIds(ct);
            var id = (int)((count - FirstCount - 1) % (ushort.MaxValue - FirstCount)) + FirstCount + 1;
            if (!taken.Contains(id)) return id;
        }
        throw StoppedException.Refused(MessageDetail.NoValidHost, NoMore);
    }

    /// <summary>
    /// Wakes Ganesha nodes that watch the index (<c>watch_url</c>) and that we do not tell ourselves. A watcher that died makes this take
    /// its whole time.
    /// </summary>
    public Task<bool> Notify(TimeSpan timeout, CancellationToken ct) => pool.Notify(store.Index, timeout, ct);

    async Task<long> NextCount(CancellationToken ct)
    {
        long next = 0;
        await Change(store.Counter, text =>
        {
            next = (long.TryParse(text.Trim(), CultureInfo.InvariantCulture, out var count) && count >= FirstCount ? count : FirstCount) + 1;
            return next.ToString(CultureInfo.InvariantCulture);
        }, ct);
        return next;
    }

    async Task<HashSet<int>> TakenIds(CancellationToken ct)
    {
        var ids = new HashSet<int>();
        foreach (var name in await Names(ct))
            if ((await Read(name, ct)).Content is { } text && NfsExport.Parse(text) is { } export) ids.Add(export.Id);
        return ids.Count < ushort.MaxValue - FirstCount ? ids : throw StoppedException.Refused(MessageDetail.NoValidHost, NoMore);
    }

    /// <summary>Reads, changes and swaps until nobody came between; our own callers stand in a line, so that only strangers can.</summary>
    async Task Change(string name, Func<string, string> change, CancellationToken ct)
    {
        await writing.WaitAsync(ct);
        try
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var now = await ReadObject(name, ct);
                var wanted = change(now.Content ?? "");
                if (wanted == now.Content) return;
                var written = await pool.Swap(name, wanted, now.Version, ct);
                if (written.Succeeded) return;
                if (!written.Changed) throw StoppedException.Unclear($"Cannot write {name} in pool {store.Pool}: {written.Problem}");
            }
            throw StoppedException.Unclear($"Somebody else keeps changing {name} in pool {store.Pool}.");
        }
        finally
        {
            writing.Release();
        }
    }

    async Task MakeIfMissing(string name, string content, CancellationToken ct)
    {
        if ((await ReadObject(name, ct)).Content is not null) return;
        var written = await pool.Swap(name, content, 0, ct);
        if (!written.Succeeded && !written.Changed) throw StoppedException.Unclear($"Cannot make {name} in pool {store.Pool}: {written.Problem}");
    }

    async Task<RadosObject> ReadObject(string name, CancellationToken ct)
    {
        var read = await pool.Read(name, ct);
        return read is { End: RadosEnd.Answered, Problem: null }
            ? read
            : throw StoppedException.Unclear($"Cannot read {name} in pool {store.Pool}: {read.Problem}");
    }

    static string ObjectOf(string name) => Prefix + name;

    /// <summary>The pool's name may be followed by a RADOS namespace: <c>pool/namespace</c>, as in Ganesha's own addresses.</summary>
    static (string Pool, string Space) PoolOf(ExportStore store)
    {
        var words = store.Pool!.Split('/', 2);
        return (words[0], words.Length == 2 ? words[1] : "");
    }
}

/// <summary>What the index says.</summary>
/// <param name="Exports">Names of the exports by id.</param>
/// <param name="Removed">Exports that were taken away lately.</param>
sealed record IndexedExports(IReadOnlyDictionary<int, string> Exports, IReadOnlyList<RemovedExport> Removed);
