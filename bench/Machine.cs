using System.Diagnostics;

namespace Abaca.Bench;

/// <summary>What the numbers were measured on.</summary>
static class Machine
{
    /// <summary>Processors, load of the last minute, and what one durable write costs in the temporary directory.</summary>
    public static async Task<string> Describe()
    {
        var load = (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0];
        return $"{Environment.ProcessorCount} processors, load {load}, one durable write of 4 KiB: {Report.Text(DurableWrite(), "ms")} (median of 50)";
    }

    static double DurableWrite()
    {
        var path = Path.GetTempFileName();
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None, 1);
            var page = new byte[4096];
            return Enumerable.Range(0, 50).Select(_ =>
            {
                var began = Stopwatch.GetTimestamp();
                file.Write(page);
                file.Flush(flushToDisk: true);
                return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }).ToList().Median();
        }
        finally
        {
            File.Delete(path);
        }
    }
}
