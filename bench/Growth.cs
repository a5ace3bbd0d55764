using System.Diagnostics;

namespace Abaca.Bench;

/// <summary>
/// What a request costs with few and with many shares in its project. Three services run side by side and are asked in turns, so
/// that whatever disturbs the machine disturbs all three.
/// </summary>
static class Growth
{
    const double Target = 1.2;
    const int PageSize = 5;

    static readonly int[] Sizes = [10, 1_000, 100_000];

    /// <summary>Measures.</summary>
    public static async Task Run(Arguments arguments, Report report, CancellationToken ct)
    {
        report.Heading($"Milliseconds by number of shares in the project ({string.Join(", ", Sizes)}), medians; the ratio is largest to smallest");
        var grown = new List<Grown>();
        try
        {
            foreach (var size in Sizes) grown.Add(await Grown.New(arguments, size, ct));
            await Compare("show", 200, 1500, g => g.Get($"v2/shares/{g.Any(PageSize)}", ct));
            await Compare($"a page of {PageSize} behind a marker, of the plain list", 200, 1500, g => g.Get($"v2/shares?limit={PageSize}&marker={g.Any(PageSize)}", ct));
            await Compare($"a page of {PageSize} behind a marker, in detail", 200, 1500, g => g.Get($"v2/shares/detail?limit={PageSize}&marker={g.Any(PageSize)}", ct));
            await Compare("list of the shares in state error (there are none)", 200, 1500, g => g.Get("v2/shares?status=error", ct));
            await Compare("create (POST until its answer)", 40, 300, g => Service.Create(g.Http, ct));
        }
        finally
        {
            foreach (var one in grown) await one.DisposeAsync();
        }

        async Task Compare(string what, int warmUp, int turns, Func<Grown, Task> request)
        {
            var times = grown.Select(_ => new List<double>()).ToArray();
            for (var turn = 0; turn < warmUp + turns; turn++)
            {
                for (var i = 0; i < grown.Count; i++)
                {
                    var began = Stopwatch.GetTimestamp();
                    await request(grown[(turn + i) % grown.Count]);
                    if (turn >= warmUp) times[(turn + i) % grown.Count].Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                }
            }
            var medians = times.Select(t => t.Median()).ToList();
            report.Note(what, string.Join(" / ", medians.Select(m => Report.Text(m))));
            report.AtMost($"{what}, ratio", medians.Max() / medians.Min(), Target);
        }
    }
}
