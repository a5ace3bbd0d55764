using System.Diagnostics;
using System.Globalization;

namespace Abaca.Bench;

/// <summary>One run of <c>wrk</c>, which costs little processor time itself.</summary>
static class Wrk
{
    const int Connections = 16;

    /// <summary>Requests per second over so many seconds.</summary>
    /// <exception cref="BenchFailure">wrk is absent, or an answer was not 2xx.</exception>
    public static async Task<double> Run(Uri url, int seconds, IReadOnlyList<string> headers, CancellationToken ct)
    {
        var start = new ProcessStartInfo("wrk") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var one in (string[])["-t1", $"-c{Connections}", $"-d{seconds}s", "--timeout", "30s", .. headers.SelectMany(h => new[] { "-H", h }), url.ToString()]) start.ArgumentList.Add(one);
        using var wrk = Launch(start);
        var text = await wrk.StandardOutput.ReadToEndAsync(ct);
        await wrk.WaitForExitAsync(ct);
        if (text.Contains("Non-2xx", StringComparison.Ordinal)) throw new BenchFailure($"{url} answered with errors");
        var line = text.Split('\n').FirstOrDefault(l => l.StartsWith("Requests/sec:", StringComparison.Ordinal)) ?? throw new BenchFailure($"wrk said: {text}");
        return double.Parse(line["Requests/sec:".Length..].Trim(), CultureInfo.InvariantCulture);
    }

    static Process Launch(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new BenchFailure("wrk is not installed: apt-get install wrk");
        }
    }
}
