using System.Diagnostics;

namespace Abaca.Bench;

/// <summary>
/// What each form of a list costs with 1,000, 10,000 and 100,000 shares in one project: a table of growth. The services run side by side and
/// are asked in turns. Times are of whole requests, with what any request costs in them (the first row).
/// </summary>
static class Lists
{
    /// <summary>Milliseconds for what an index answers.</summary>
    const double Found = 2;

    /// <summary>Milliseconds for what goes over a narrow index.</summary>
    const double GoneOver = 10;

    const int WarmUp = 30, Turns = 40;

    static readonly int[] Sizes = [1_000, 10_000, 100_000];

    static readonly Form[] Forms =
    [
        new("one share", g => $"v2/shares/{g.Any(0)}", Found),
        new("first page", _ => "v2/shares/detail?limit=10", Found),
        new("page at the end, by offset", g => $"v2/shares/detail?limit=10&offset={g.Size - 10}", GoneOver),
        new("page in the middle, by marker", g => $"v2/shares/detail?limit=10&marker={g.Any(10)}", Found),
        new("with_count", _ => "v2/shares/detail?limit=10&with_count=true", GoneOver),
        new("name, one has it", g => $"v2/shares/detail?limit=10&name=share-{g.Middle}", Found),
        new("name, nobody has it", _ => "v2/shares/detail?limit=10&name=nobody", Found),
        new("export location path, one has it", g => $"v2/shares/detail?limit=10&export_location_path=192.0.2.1:/shares/{g.Middle}", Found),
        new("host, one in a thousand lies there", _ => "v2/shares/detail?limit=10&host=elsewhere@small", Found),
        new("host, nearly all lie there", _ => "v2/shares/detail?limit=10&host=elsewhere@dummy%23big", Found),
        new("share type, one in a thousand has it", _ => "v2/shares/detail?limit=10&share_type_id=00000000-0000-4000-8000-000000000001", Found),
        new("metadata, one has it", g => $"v2/shares/detail?limit=10&metadata=%7B%27row%27%3A%27{g.Middle}%27%7D", Found),
        new("metadata, all have it", _ => "v2/shares/detail?limit=10&metadata=%7B%27purpose%27%3A%27bench%27%7D", Found),
        new("metadata, nobody has it", _ => "v2/shares/detail?limit=10&metadata=%7B%27purpose%27%3A%27none%27%7D", Found),
        new("part of a name, few have it", g => $"v2/shares/detail?limit=10&name~=e-{g.Middle}", null),
        new("part of a name, nobody has it", _ => "v2/shares/detail?limit=10&name~=nobody", null),
        new("sorted by name", _ => "v2/shares/detail?limit=10&sort_key=display_name", GoneOver),
        new("sorted by name, from the middle", g => $"v2/shares/detail?limit=10&sort_key=display_name&offset={g.Middle}", GoneOver),
        new("sorted by size", _ => "v2/shares/detail?limit=10&sort_key=size", GoneOver),
        new("sorted by the last change", _ => "v2/shares/detail?limit=10&sort_key=updated_at", GoneOver),
        new("sorted by share type", _ => "v2/shares/detail?limit=10&sort_key=share_type_id", null),
        new("sorted by host", _ => "v2/shares/detail?limit=10&sort_key=host", null),
        new("of all projects, with_count", _ => "v2/shares/detail?limit=10&all_tenants=1&with_count=true", GoneOver),
    ];

    /// <summary>Measures.</summary>
    public static async Task Run(Arguments arguments, Report report, CancellationToken ct)
    {
        report.Heading($"Lists: milliseconds by number of shares in the project ({string.Join(" / ", Sizes)}), medians; the target is for the most");
        var grown = new List<Grown>();
        try
        {
            foreach (var size in Sizes) grown.Add(await Grown.New(arguments, size, ct));
            foreach (var form in Forms)
            {
                var medians = (await Measured(grown, form, ct)).Select(times => times.Median()).ToList();
                var what = $"{form.What}: {string.Join(" / ", medians.Select(m => Report.Text(m)))}";
                if (form.Target is { } target) report.AtMost(what, medians[^1], target, "ms");
                else report.Note(what, Report.Text(medians[^1], "ms"));
            }
        }
        finally
        {
            foreach (var one in grown) await one.DisposeAsync();
        }
    }

    static async Task<IReadOnlyList<List<double>>> Measured(List<Grown> grown, Form form, CancellationToken ct)
    {
        var times = grown.Select(_ => new List<double>()).ToArray();
        for (var turn = -WarmUp; turn < Turns; turn++)
        {
            for (var i = 0; i < grown.Count; i++)
            {
                var began = Stopwatch.GetTimestamp();
                await grown[i].Get(form.Path(grown[i]), ct);
                if (turn >= 0) times[i].Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }
        return times;
    }

    /// <param name="What">In words.</param>
    /// <param name="Path">Path and query.</param>
    /// <param name="Target">At most so many milliseconds with the most shares; null: it goes over what cannot be bounded.</param>
    sealed record Form(string What, Func<Grown, string> Path, double? Target);
}
