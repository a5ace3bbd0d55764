namespace Abaca.DriverSdk;

/// <summary>
/// What a backend shows against what the database says, in the same words for every driver. Whoever looks from outside sees names and one
/// database only, so what has no row is called undecided, never an orphan, and nothing is ever advised but to look closer.
/// </summary>
public static class ContentsFindings
{
    const int Named = 5;

    /// <summary>Compares.</summary>
    /// <param name="where">The storage, for people.</param>
    /// <param name="things">What the storage calls what holds a share, in the plural: "datasets".</param>
    /// <param name="shares">What the database says.</param>
    /// <param name="found">What is there, of kind <c>share</c>.</param>
    public static IReadOnlyList<HealthFinding> Of(string where, string things, ExpectedShares shares, IReadOnlyCollection<BackendObject> found)
    {
        var there = found.Select(one => one.InstanceId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var nameless = found.Count(one => one.InstanceId is null);
        var gone = shares.Settled.Where(id => !there.Contains(id)).ToList();
        var rowless = found.Where(one => one.InstanceId is { } id && !shares.Known.Contains(id) && !shares.Elsewhere.Contains(id)).Select(one => one.Name).ToList();
        var findings = new List<HealthFinding>();
        // Adopted shares may keep a name that says nothing: one without an object of its own name may be one of those.
        if (gone.Count > nameless)
        {
            findings.Add(HealthFinding.Problem(where, $"{gone.Count} available shares of which the storage shows nothing, by instance id: {Some(gone)}.",
                $"Look whether the storage is whole (imported, mounted, reachable). What is lost comes back from a backup; {Reconcile(shares)} names each."));
        }
        if (rowless.Count > 0)
        {
            findings.Add(HealthFinding.Warning(where, $"{rowless.Count} {things} have no row in this database: {Some(rowless)}. Whose they are is undecided.",
                $"Leave them as they are: {Reconcile(shares)} asks every section and each one's mark of ownership, and does nothing that it is not told to."));
        }
        if (findings.Count == 0) findings.Add(HealthFinding.Ok(where, $"{found.Count} {things}, and the database knows them."));
        return findings;
    }

    static string Reconcile(ExpectedShares shares) => shares.Section.Length > 0 ? $"abaca reconcile list --backend {shares.Section}" : "abaca reconcile list";

    static string Some(List<string> names) =>
        string.Join(", ", names.Order(StringComparer.Ordinal).Take(Named)) + (names.Count > Named ? $" and {names.Count - Named} more" : "");
}
