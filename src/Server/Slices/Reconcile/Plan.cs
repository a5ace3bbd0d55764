namespace Abaca.Server.Reconcile;

/// <summary>What an operator may tell the service to do about a difference; wire values.</summary>
public static class ReconcileAction
{
    /// <summary>Remove an orphan.</summary>
    public const string Remove = "remove";
    /// <summary>Make a share or snapshot of it.</summary>
    public const string Adopt = "adopt";
    /// <summary>Set size and rules as the database has them, and export it again.</summary>
    public const string Export = "export";
    /// <summary>Have the row say of size and rules what the storage has.</summary>
    public const string Accept = "accept";
    /// <summary>Put the row of what is missing in error, with a message.</summary>
    public const string MarkMissing = "mark_missing";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Remove, Adopt, Export, Accept, MarkMissing];
}

/// <summary>What becomes of one name of a list.</summary>
/// <param name="Id">The name, as it was given.</param>
/// <param name="Verdict">Wire value: <c>will</c>, <c>refused</c> or <c>begun</c>.</param>
/// <param name="Why">What will be done, or why it will not.</param>
/// <param name="Difference">What it is now; null when there is no such difference.</param>
public sealed record PlannedItem(string Id, string Verdict, string Why, Difference? Difference)
{
    /// <summary>It will be done.</summary>
    public const string Will = "will";

    /// <summary>It will not be done, and neither will the rest of the list.</summary>
    public const string Refused = "refused";

    /// <summary>It was started.</summary>
    public const string Begun = "begun";

    /// <summary>The operation that does it; null when there is none (yet).</summary>
    public string? OperationId { get; init; }

    /// <summary>The share that it becomes or belongs to.</summary>
    public string? ShareId { get; init; }

    /// <summary>The snapshot that it becomes.</summary>
    public string? SnapshotId { get; init; }
}

/// <summary>
/// Judges a list for an action; pure. It acts as a whole or not at all, so that nobody has to find out what half of it did.
/// </summary>
/// <param name="Action">See <see cref="ReconcileAction"/>.</param>
/// <param name="Items">One for each name, in the order of the list.</param>
public sealed record Plan(string Action, IReadOnlyList<PlannedItem> Items)
{
    /// <summary>Whether everything on it will be done.</summary>
    public bool IsSound => Items.Count > 0 && Items.All(item => item.Verdict != PlannedItem.Refused);

    /// <summary>Judges; what this database never had is only removed when that is meant.</summary>
    public static Plan Of(string action, IReadOnlyList<string> ids, Stock stock, bool evenUnrecorded = false)
    {
        var differences = Comparison.Of(stock).GroupBy(one => one.Id, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.ToList(), StringComparer.Ordinal);
        var listed = ids.Distinct(StringComparer.Ordinal).ToList();
        return new Plan(action, [.. listed.Select(id => Judge(action, id, differences.GetValueOrDefault(id), listed, stock, evenUnrecorded))]);
    }

    static PlannedItem Judge(string action, string id, List<Difference>? found, IReadOnlyList<string> listed, Stock stock, bool evenUnrecorded)
    {
        if (found is null) return No(id, null, "There is no such difference now: it was settled, or is of another kind; list anew.");
        if (found.Count > 1) return No(id, found[0], $"{found.Count} objects go by this name; rename all but one.");
        var what = found[0];
        return action switch
        {
            ReconcileAction.Remove when what.Kind == DifferenceKind.Unrecorded && !evenUnrecorded => No(id, what,
                $"{what.Reason} If no other service uses this storage and nobody needs it, say so with --even-unrecorded (even_unrecorded); removing it destroys it for whoever has it."),
            ReconcileAction.Remove => Removal(what, listed, stock),
            ReconcileAction.Adopt => Adoption(what),
            ReconcileAction.Export => what.Kind is DifferenceKind.WrongSize or DifferenceKind.WrongRules
                ? Yes(what, $"Sets share {what.ShareId}{(what.RowGib is { } gib ? $" to {gib} GiB" : "")} and its rules, and exports it again.")
                : No(id, what, $"Only what has a row is set and exported as the row says; this is {Said(what.Kind)}."),
            ReconcileAction.Accept => what.Kind switch
            {
                DifferenceKind.WrongSize => Yes(what, $"Gives share {what.ShareId} the size that it has on the storage: {what.SizeGib} GiB instead of {what.RowGib} GiB."),
                DifferenceKind.WrongRules when stock.After.Shares.Any(row => row.InstanceId == what.InstanceId && row.HasReplicas) =>
                    No(id, what, $"Share {what.ShareId} has replicas, which have its rules too: change them, or have them set as the database has them (export)."),
                DifferenceKind.WrongRules => Yes(what, $"Gives share {what.ShareId} the access rules that are in force on the storage. {what.Reason}"),
                _ => No(id, what, $"Only size and rules of what has a row are taken from the storage; this is {Said(what.Kind)}."),
            },
            _ => what.Kind == DifferenceKind.Missing
                ? Yes(what, $"Puts {what.Object} {what.SnapshotId ?? what.ShareId} in error, with a message to its owner.")
                : No(id, what, $"Only what is missing is put in error; this is {Said(what.Kind)}."),
        };
    }

    static PlannedItem Removal(Difference what, IReadOnlyList<string> listed, Stock stock)
    {
        if (!what.IsOurs)
        {
            return No(what.Id, what, what.Kind is DifferenceKind.Missing or DifferenceKind.WrongSize or DifferenceKind.WrongRules
                ? $"It has a row; this is {Said(what.Kind)}."
                : $"Only what carries our mark and has no row is removed; this is {Said(what.Kind)}: {what.Reason}");
        }
        if (what.Found is not { Mark: not null, Identity: not null, Place: not null }) return No(what.Id, what, "The backend does not say which object it is, or how to find it again.");
        var inside = stock.Shelves.SelectMany(shelf => shelf.Objects ?? []).Where(one => one.Kind is "share" or "snapshot" && one.Around.Contains(what.Identity!, StringComparer.Ordinal)).Select(one => one.Name)
            .Where(name => !listed.Any(id => id.EndsWith($":{DifferenceKind.Orphan}:snapshot:{name}", StringComparison.Ordinal) || id.EndsWith($":{DifferenceKind.Unrecorded}:snapshot:{name}", StringComparison.Ordinal))).Distinct(StringComparer.Ordinal).ToList();
        if (what.Object == "share" && inside.Count > 0) return No(what.Id, what, $"It holds {string.Join(", ", inside)}: put them on the same list, or keep it.");
        return Yes(what, $"Removes {what.Object} {what.Name} ({what.Identity}), marked as {what.Found.Mark}.");
    }

    static PlannedItem Adoption(Difference what)
    {
        var ours = what.IsOurs;
        if (!ours && what.Kind is not (DifferenceKind.Unmarked or DifferenceKind.Foreign)) return No(what.Id, what, $"Nobody takes over what is {Said(what.Kind)}: {what.Reason}");
        if (what.Found?.Mark is { } mark && !ours) return No(what.Id, what, $"It is another deployment's: {mark}.");
        if (what.Object is not ("share" or "snapshot") || what.Found is not { Place: not null, Identity: not null }) return No(what.Id, what, $"What is of kind {what.Object} is not taken over by itself.");
        return Yes(what, ours
            ? $"Makes a row of {what.Object} {what.Name} again, with the ids of its mark ({what.Found.Mark}).{(what.Kind == DifferenceKind.Unrecorded ? " Make sure that no other service on a copy of this database has it." : "")}"
            : $"Makes a new {what.Object} of {what.Name}, as 'manage' does.");
    }

    static PlannedItem Yes(Difference what, string how) => new(what.Id, PlannedItem.Will, how, what) { ShareId = what.ShareId, SnapshotId = what.SnapshotId };

    static PlannedItem No(string id, Difference? what, string why) => new(id, PlannedItem.Refused, why, what);

    static string Said(string kind) => kind.Replace('_', ' ');
}
