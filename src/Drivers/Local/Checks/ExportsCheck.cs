using System.Globalization;
using Abaca.Drivers.Ganesha;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>What Ganesha exports against what its table says, and whether each exported share is in its place.</summary>
sealed class ExportsCheck(LocalPlace place, GaneshaLayout layout, IGaneshaBus bus, IKernel kernel) : IBackendCheck
{
    const string Suffix = ".conf";
    const int Named = 5;

    /// <inheritdoc/>
    public string Name => "exports";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default)
    {
        if (!Directory.Exists(layout.Exports) || RunningProcess.Find("ganesha.nfsd", layout.MainConfig).Count != 1) return [];
        var before = Wanted();
        if (await bus.Show(ct) is not { End: BusEnd.Done } answer) return [];
        var after = Wanted();
        var shown = answer.Value!;
        // A rule that comes or goes while we look is in one of the two readings only, and no finding.
        var lost = before.Where(e => after.ContainsKey(e.Key) && !shown.ContainsKey(e.Key)).Select(e => e.Value).ToList();
        var extra = shown.Keys.Where(id => !before.ContainsKey(id) && !after.ContainsKey(id)).ToList();
        var misplaced = after.Values.Where(name => before.ContainsValue(name) && !IsMounted(name)).ToList();
        var findings = new List<HealthFinding>();
        if (misplaced.Count > 0)
        {
            findings.Add(HealthFinding.Problem(place.Mounts, $"{Some(misplaced)}: exported, but the share is not mounted in its place, so it is not served.",
                "Restart the service: it mounts every exported share again."));
        }
        if (lost.Except(misplaced).ToList() is { Count: > 0 } missing)
        {
            findings.Add(HealthFinding.Problem(layout.Exports, $"{Some(missing)}: in the book, but NFS-Ganesha does not export it.",
                "Restart the service: it tells NFS-Ganesha again."));
        }
        if (extra.Count > 0)
        {
            findings.Add(HealthFinding.Warning(layout.Exports, $"NFS-Ganesha exports what the book does not have: ids {string.Join(", ", extra.Order().Take(Named))}.",
                "Restart the service: it takes them away."));
        }
        return findings.Count > 0 ? findings : [HealthFinding.Ok(layout.Exports, $"{shown.Count} exports, as the book says, each in its place.")];
    }

    /// <summary>Exports of the table by id.</summary>
    Dictionary<int, string> Wanted()
    {
        var names = Directory.EnumerateFiles(layout.Exports, "*" + Suffix).Select(f => Path.GetFileName(f)[..^Suffix.Length]).ToHashSet(StringComparer.Ordinal);
        var wanted = new Dictionary<int, string>();
        foreach (var file in Directory.EnumerateFiles(layout.Ids))
            if (int.TryParse(Path.GetExtension(file).TrimStart('.'), CultureInfo.InvariantCulture, out var id) && names.Contains(Path.GetFileNameWithoutExtension(file)))
                wanted[id] = Path.GetFileNameWithoutExtension(file);
        return wanted;
    }

    bool IsMounted(string name) =>
        kernel.At(Path.Combine(place.Mounts, name)) is { IsTop: true, Writable: true } mounted && mounted.Uuid == kernel.Look(place.ImageOf(name))?.Uuid;

    static string Some(List<string> names) =>
        string.Join(", ", names.Take(Named)) + (names.Count > Named ? $" and {names.Count - Named} more" : "");
}
