namespace Abaca.Server.Reconcile;

/// <summary>
/// Compares what storages hold with what the database says; pure. Whoever doubts gets "undecided": an orphan is what carries our mark, names an
/// instance that had a row in this very database and has none on any host, and is contradicted by nothing.
/// </summary>
public sealed class Comparison
{
    const long Gib = 1L << 30;

    /// <summary>Storages round limits and add a little, so that a full copy fits: so much more or less is no difference.</summary>
    const long Tolerance = 64L << 20;

    readonly Stock stock;
    readonly RowIndex rows;
    readonly List<Sighting> seen;
    readonly HashSet<string> matched = new(StringComparer.Ordinal);
    readonly List<Difference> found = [];

    Comparison(Stock stock)
    {
        this.stock = stock;
        rows = new RowIndex(stock);
        // Sections that share a storage show the same objects: each is looked at once, through the section of its row where there is one.
        seen = [.. stock.Shelves.Where(shelf => shelf.Objects is not null).SelectMany(shelf => shelf.Objects!.Select(one => (Shelf: shelf, Object: one)))
            .GroupBy(one => one.Object.Identity ?? $"{one.Shelf.ServiceHost} {one.Object.Kind} {one.Object.Name}", StringComparer.Ordinal)
            .Select(same => new Sighting(same.First().Object, [.. same.Select(one => one.Shelf)]))];
    }

    /// <summary>All differences, in the order of backends and kinds.</summary>
    public static IReadOnlyList<Difference> Of(Stock stock)
    {
        var comparison = new Comparison(stock);
        comparison.Compare();
        return [.. comparison.found.OrderBy(one => one.Backend, StringComparer.Ordinal).ThenBy(one => DifferenceKind.All.ToList().IndexOf(one.Kind)).ThenBy(one => one.Object, StringComparer.Ordinal).ThenBy(one => one.Name, StringComparer.Ordinal)];
    }

    /// <summary>Rows that no object in a listing answers for by mark, name or record: their drivers have to be asked for each by itself.</summary>
    public static (IReadOnlyList<ShareRow> Shares, IReadOnlyList<SnapshotRow> Snapshots) Unseen(Stock stock)
    {
        var comparison = new Comparison(stock);
        comparison.Compare();
        var (rows, matched) = (comparison.rows, comparison.matched);
        return (
            [.. rows.Shares.Where(row => rows.IsSettled(row) && !matched.Contains(row.InstanceId) && comparison.Answers(row.ServiceHost))],
            [.. rows.Snapshots.Where(row => rows.IsSettled(row) && !matched.Contains(row.InstanceId) && comparison.Answers(row.ServiceHost))]);
    }

    /// <summary>Share rows whose object was found, and whose rules may be compared.</summary>
    public static IReadOnlyList<ShareRow> Found(Stock stock)
    {
        var comparison = new Comparison(stock);
        comparison.Compare();
        return [.. comparison.rows.Shares.Where(row => row.Status == "available" && comparison.rows.IsSettled(row) && comparison.matched.Contains(row.InstanceId))];
    }

    void Compare()
    {
        foreach (var sighting in seen.Where(one => one.Object.Kind != "export")) Judge(sighting);
        foreach (var sighting in seen.Where(one => one.Object.Kind == "export")) JudgeExport(sighting);
        foreach (var row in rows.Shares.Where(row => rows.IsSettled(row) && !matched.Contains(row.InstanceId))) JudgeRow(row);
        foreach (var row in rows.Snapshots.Where(row => rows.IsSettled(row) && !matched.Contains(row.InstanceId))) JudgeRow(row);
        foreach (var shelf in stock.Shelves.Where(shelf => shelf.Objects is null))
            found.Add(new Difference(shelf.Section, shelf.ServiceHost, DifferenceKind.Undecided, "backend", shelf.ServiceHost, $"It does not answer, so nobody knows what it holds: {shelf.Silence}"));
        foreach (var elsewhere in rows.Shares.Where(row => row.ServiceHost.Length > 0 && stock.Shelves.All(shelf => shelf.ServiceHost != row.ServiceHost)).CountBy(row => row.ServiceHost))
            found.Add(new Difference(SectionOf(elsewhere.Key), elsewhere.Key, DifferenceKind.Undecided, "backend", elsewhere.Key, $"This service does not run it, and {elsewhere.Value} rows are on it: what is there can be asked of the service that runs it."));
    }

    void Judge(Sighting sighting)
    {
        var one = sighting.Object;
        if (one.Mark is { } mark && mark.Deployment != stock.Deployment)
        {
            Add(sighting, NamesARow(one) ? DifferenceKind.Undecided : DifferenceKind.Foreign,
                NamesARow(one) ? $"A row goes by its name, and its mark says that it is {mark}." : $"It is another deployment's: {mark}.");
        }
        else if (one.IsLetGo && Claimed(one) is [var row, ..])
        {
            Add(sighting, DifferenceKind.Undecided, $"It was let go (unmanaged), and row {row}, which is older than that, still has it: unmanage that row, then adopt the object if it is wanted back.", row);
        }
        else if (Claimed(one) is { Count: > 0 } claims) JudgeClaimed(sighting, claims);
        else JudgeRowless(sighting);
    }

    /// <summary>Rows that have the object: by its mark, by the record of the service, or by its name.</summary>
    List<string> Claimed(BackendObject one)
    {
        if (one.Mark is { } mark)
        {
            return one.Kind == "snapshot"
                ? [.. rows.SnapshotsOf(mark.SnapshotId ?? mark.InstanceId).Select(row => row.InstanceId)]
                : rows.Share(mark.InstanceId) is { } marked ? [marked.InstanceId] : [];
        }
        if (rows.OwnerOf(one.Identity) is { } known) return [known];
        if (one.Kind == "share") return rows.Share(one.InstanceId) is { } named ? [named.InstanceId] : [];
        return [.. one.NamedIds.Append(one.InstanceId).SelectMany(rows.SnapshotsOf).Select(row => row.InstanceId).Distinct(StringComparer.Ordinal)];
    }

    void JudgeClaimed(Sighting sighting, List<string> claims)
    {
        var one = sighting.Object;
        var here = claims.FindAll(id => sighting.Shelves.Any(shelf => shelf.ServiceHost == HostOf(id)));
        if (here.Count == 0)
        {
            var host = HostOf(claims[0]);
            Add(sighting, DifferenceKind.Undecided, host.Length == 0
                ? $"Its row {claims[0]} has no place."
                : $"Its row {claims[0]} is on {host}, {(Answers(host) ? "which shows another storage" : "which cannot be asked")}.", claims[0]);
            return;
        }
        if (one.Mark is not null && one.Kind == "share" && one.InstanceId is { } named && !here.Contains(named) && rows.Has(named))
        {
            Add(sighting, DifferenceKind.Undecided, $"Its name is that of row {named}, and its mark that of row {here[0]}.", here[0]);
            return;
        }
        var twins = seen.Count(other => other.Object.Kind == one.Kind && other.Object.Mark is { } mark && one.Mark is { } own && mark.Deployment == own.Deployment && mark.IsSameOwner(own) && SharesAHost(other, sighting));
        if (one.Kind == "share" && twins > 1 && one.InstanceId != here[0])
        {
            Add(sighting, DifferenceKind.Undecided, $"It is one of {twins} objects that carry the mark of row {here[0]}.", here[0]);
            return;
        }
        matched.UnionWith(here);
        if (one.Kind == "share") JudgeShare(sighting, rows.Share(here[0])!);
    }

    void JudgeShare(Sighting sighting, ShareRow row)
    {
        if (!rows.IsSettled(row)) return;
        if (row.SizeGib > 0 && sighting.Object.SizeBytes is { } size && IsOtherSize(size, row.SizeGib))
            Add(sighting, DifferenceKind.WrongSize, SizesDiffer(size, row.SizeGib), row.InstanceId);
        if (stock.Rules.TryGetValue(row.InstanceId, out var differs)) Add(sighting, DifferenceKind.WrongRules, differs.What, row.InstanceId);
    }

    /// <summary>Whether a storage's limit is another size than a row's.</summary>
    internal static bool IsOtherSize(long bytes, int gib) => Math.Abs(bytes - (gib * Gib)) > Tolerance;

    /// <summary>The number of whole GiB that is nearest.</summary>
    internal static int Nearest(long bytes) => (int)((bytes + (Gib / 2)) / Gib);

    /// <summary>Says so.</summary>
    internal static string SizesDiffer(long bytes, int rowGib) => string.Create(CultureInfo.InvariantCulture, $"The storage limits it to {Whole(bytes)} GiB, and its row has {rowGib} GiB.");

    void JudgeRowless(Sighting sighting)
    {
        var one = sighting.Object;
        if (Doubt(sighting) is { } doubt) Add(sighting, DifferenceKind.Undecided, doubt);
        else if (one.Mark is { } mark && stock.Former.Contains(mark.InstanceId))
            Add(sighting, DifferenceKind.Orphan, $"It carries our mark ({mark}), and instance {mark.InstanceId} has no row any more.", mark.InstanceId);
        else if (one.Mark is { } unknown)
            Add(sighting, DifferenceKind.Unrecorded, $"It carries our mark ({unknown}), and this database never had instance {unknown.InstanceId}: it was made after the backup that was restored, or another service on a copy of this database has it.", unknown.InstanceId);
        else if (one.InstanceId is not null || one.NamedIds.Count > 0) Add(sighting, DifferenceKind.Unmarked, "Its name is like one of ours, it carries no mark, and no row has it.");
        else Add(sighting, DifferenceKind.Foreign, "It has neither a name nor a mark of ours.");
    }

    /// <summary>What speaks against calling it anything, or null.</summary>
    string? Doubt(Sighting sighting)
    {
        var one = sighting.Object;
        var share = one.Kind == "share";
        string?[] ids = [one.InstanceId, .. one.NamedIds, one.Mark?.InstanceId, one.Mark?.SnapshotId, share ? one.Mark?.ShareId : null];
        // A further instance of a share that has rows is an orphan like any other; but not the one that its name says.
        if (one.NamedIds.Append(one.InstanceId).FirstOrDefault(id => rows.Has(id) && (share || rows.Share(id) is null)) is { } row)
            return $"Its name holds the id of row {row}, which does not have it.";
        if (ids.FirstOrDefault(rows.IsUnderway) is { } busy) return $"An operation that has not ended names {busy}.";
        if (share && one.Around.FirstOrDefault(around => IsOwned(around)) is { } outer) return $"It lies inside {outer}, which a row has.";
        if (one.Mark is { } own && seen.Count(other => other.Object.Kind == one.Kind && other.Object.Mark == own) > 1) return $"It is not the only object that carries its mark ({own}).";
        if (stock.Shelves.FirstOrDefault(shelf => shelf.Objects is null && sighting.Shelves.Any(seeing => seeing.Driver == shelf.Driver)) is { } silent)
            return $"Backend {silent.ServiceHost} may keep its shares on the same storage, and does not answer.";
        return null;
    }

    void JudgeExport(Sighting sighting)
    {
        var one = sighting.Object;
        // That of a share that has no row goes with it, and is told of with it.
        if (one.InstanceId is null || rows.Has(one.InstanceId) || found.Exists(other => other.Object == "share" && other.InstanceId == one.InstanceId)) return;
        if (Doubt(sighting) is { } doubt) Add(sighting, DifferenceKind.Undecided, doubt);
        else Add(sighting, DifferenceKind.Unmarked, "It is an export of a share that has no row; exports carry no mark, and go with their share.");
    }

    void JudgeRow(ShareRow row)
    {
        // What could not be asked for is not missing; the backend that does not answer is told of once.
        if (row.ServiceHost.Length == 0 || !Answers(row.ServiceHost) || !stock.Looked.TryGetValue(row.InstanceId, out var looked)) return;
        var contested = looked.FirstOrDefault(one => one.IsLetGo || one.Mark is { } mark && (mark.Deployment != stock.Deployment || mark.InstanceId != row.InstanceId));
        if (looked.Count > 0 && contested is null) return; // it was not in the list, and it is there
        if (contested is not null && found.Exists(one => one.Identity == contested.Identity)) return; // that is told of already
        found.Add(new Difference(SectionOf(row.ServiceHost), row.ServiceHost, contested is null ? DifferenceKind.Missing : DifferenceKind.Undecided, "share", row.InstanceId,
            contested is null ? $"Share {row.ShareId} is {row.Status}, and the storage has nothing of it." : $"Where share {row.ShareId} should be lies {contested.Name}, which {(contested.IsLetGo ? "was let go (unmanaged)" : $"is {contested.Mark}")}.")
        {
            InstanceId = row.InstanceId, ShareId = row.ShareId, ProjectId = row.ProjectId, RowGib = row.SizeGib,
        });
    }

    void JudgeRow(SnapshotRow row)
    {
        if (!matched.Contains(row.ShareInstanceId) || !stock.Looked.TryGetValue(row.InstanceId, out var looked) || looked.Count > 0) return;
        found.Add(new Difference(SectionOf(row.ServiceHost), row.ServiceHost, DifferenceKind.Missing, "snapshot", row.InstanceId, $"Snapshot {row.SnapshotId} of share {row.ShareId} is available, and the storage has nothing of it.")
        {
            InstanceId = row.InstanceId, ShareId = row.ShareId, SnapshotId = row.SnapshotId, ProjectId = row.ProjectId,
        });
    }

    void Add(Sighting sighting, string kind, string why, string? instanceId = null)
    {
        var (one, row) = (sighting.Object, rows.Share(instanceId));
        var shelf = sighting.Shelves.FirstOrDefault(shelf => shelf.ServiceHost == row?.ServiceHost)
            ?? sighting.Shelves.FirstOrDefault(shelf => shelf.Section == one.Mark?.Section) ?? sighting.Shelves[0];
        found.Add(new Difference(shelf.Section, shelf.ServiceHost, kind, one.Kind, one.Name, why)
        {
            Found = one, Identity = one.Identity, InstanceId = instanceId ?? one.Mark?.InstanceId ?? one.InstanceId,
            ShareId = row?.ShareId ?? one.Mark?.ShareId ?? RowAround(one)?.ShareId, SnapshotId = one.Mark?.SnapshotId, ProjectId = row?.ProjectId,
            SizeGib = one.SizeBytes is { } size ? Whole(size) : null,
            RowGib = row is { SizeGib: > 0 } sized ? sized.SizeGib : null, // the size of a replica is its share's
        });
    }

    bool NamesARow(BackendObject one) => one.NamedIds.Append(one.InstanceId).Any(rows.Has) || rows.OwnerOf(one.Identity) is not null;

    bool IsOwned(string identity) => rows.OwnerOf(identity) is not null || seen.Any(other =>
        other.Object is { Kind: "share" } outer && outer.Identity == identity && Claimed(outer).Count > 0);

    /// <summary>Of a snapshot the row of the share that it lies in, or null.</summary>
    ShareRow? RowAround(BackendObject one) => one.Kind != "snapshot" ? null : one.Around.Select(around => rows.Share(rows.OwnerOf(around)) ?? seen
        .Where(other => other.Object.Kind == "share" && other.Object.Identity == around).SelectMany(other => Claimed(other.Object)).Select(rows.Share).FirstOrDefault()).FirstOrDefault(row => row is not null);

    bool Answers(string host) => stock.Shelves.Any(shelf => shelf.ServiceHost == host && shelf.Objects is not null);

    string HostOf(string instanceId) => rows.Share(instanceId)?.ServiceHost ?? rows.SnapshotsOf(instanceId).First().ServiceHost;

    static bool SharesAHost(Sighting one, Sighting other) => one.Shelves.Any(shelf => other.Shelves.Any(its => its.ServiceHost == shelf.ServiceHost));

    static string SectionOf(string serviceHost) => new Shelf(serviceHost, null).Section;

    static int Whole(long bytes) => IsOtherSize(bytes, Nearest(bytes)) ? (int)((bytes + Gib - 1) / Gib) : Nearest(bytes);

    /// <summary>One object and every section that shows it.</summary>
    sealed record Sighting(BackendObject Object, IReadOnlyList<Shelf> Shelves);
}
