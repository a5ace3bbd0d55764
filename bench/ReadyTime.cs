using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Abaca.Server.Data;

namespace Abaca.Bench;

/// <summary>
/// From sending POST until the share is seen to be available, with 16 shares under way at any time. One watcher lists the shares that
/// are still being created about every two milliseconds: a share it knows of and no longer sees has left that state. So the watching
/// costs the service little, whatever the number under way. The target is for a service at work: .NET compiles what runs often anew
/// during the first seconds of load, which a service that has just started shows.
/// </summary>
static class ReadyTime
{
    const int AtOnce = 16;
    const int Few = 160;
    const int Many = 8000;
    const int Measured = 480;

    /// <summary>Measures both backends.</summary>
    public static async Task Run(Arguments arguments, Report report, CancellationToken ct)
    {
        report.Heading($"POST to available, {AtOnce} at once, every step durable ({Measured} shares)");
        await using (var dummy = await Service.New(arguments, ct))
        {
            await Measure(dummy, "Dummy, just started", Few, null, report, ct);
            await Measure(dummy, $"Dummy, after {Many} shares", Many, 20, report, ct);
        }
        if (!Environment.IsPrivilegedProcess)
        {
            report.Failed("Local", "it mounts file systems and serves NFS, which needs root");
            return;
        }
        var address = $"127.{Random.Shared.Next(64, 128)}.{Random.Shared.Next(1, 255)}.{Random.Shared.Next(1, 255)}";
        await using var local = await Service.New(arguments, ct, "enabled_share_backends = local", "[local]", $"local_export_address = {address}");
        await Measure(local, "Local", Few, 150, report, ct);
    }

    static async Task Measure(Service service, string name, int warmUp, double? target, Report report, CancellationToken ct)
    {
        await service.BackendIsUp(ct);
        await Flood(service, warmUp, ct);
        var before = service.Process.ProcessorMilliseconds();
        var seen = await Flood(service, Measured, ct);
        var processor = (service.Process.ProcessorMilliseconds() - before) / Measured;
        var times = seen.Values.ToList();
        if (target is { } most) report.AtMost($"{name}, median", times.Median(), most, "ms");
        else report.Note($"{name}, median", Report.Text(times.Median(), "ms"));
        report.Note($"{name}, 95th percentile", Report.Text(times.Quantile(0.95), "ms"));
        report.Note($"{name}, processor time of the service for a share, watching included", Report.Text(processor, "ms"));
        foreach (var (what, milliseconds) in await AsTheServiceSawIt(service, [.. seen.Keys], ct)) report.Note($"{name}, {what}", Report.Text(milliseconds, "ms"));
    }

    /// <summary>Milliseconds by share id.</summary>
    static async Task<IReadOnlyDictionary<string, double>> Flood(Service service, int count, CancellationToken ct)
    {
        var waiting = new ConcurrentDictionary<string, TaskCompletionSource>();
        var times = new ConcurrentDictionary<string, double>();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var watcher = Watch(service, waiting, done.Token);
        var left = count;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            using var http = service.Client();
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var began = Stopwatch.GetTimestamp();
                var id = await Service.Create(http, ct);
                var left1 = waiting.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                await left1.Task.WaitAsync(TimeSpan.FromSeconds(60), ct);
                times[id] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
                await MustBeAvailable(http, id, ct);
            }
        }));
        await done.CancelAsync();
        await watcher;
        return times;
    }

    static async Task Watch(Service service, ConcurrentDictionary<string, TaskCompletionSource> waiting, CancellationToken ct)
    {
        using var http = service.Client();
        try
        {
            while (!ct.IsCancellationRequested)
            {
                // Asked about before the list was read: what is then not in the list has left the state.
                var asked = waiting.ToArray();
                using var json = JsonDocument.Parse(await http.GetByteArrayAsync("v2/shares?status=creating&limit=100", ct));
                var creating = json.RootElement.GetProperty("shares").EnumerateArray().Select(s => s.GetProperty("id").GetString()!).ToHashSet();
                foreach (var (id, left) in asked.Where(a => !creating.Contains(a.Key)))
                {
                    waiting.TryRemove(id, out _);
                    left.TrySetResult();
                }
                await Task.Delay(1, ct);
            }
        }
        catch (OperationCanceledException)
        {
            // All are there.
        }
    }

    static async Task MustBeAvailable(HttpClient http, string id, CancellationToken ct)
    {
        using var json = JsonDocument.Parse(await http.GetByteArrayAsync($"v2/shares/{id}", ct));
        var status = json.RootElement.GetProperty("share").GetProperty("status").GetString();
        if (status != "available") throw new BenchFailure($"share {id} became {status}");
    }

    static async Task<IReadOnlyList<(string, double)>> AsTheServiceSawIt(Service service, HashSet<string> shares, CancellationToken ct)
    {
        await using var db = Db.OpenToRead($"sqlite:///{service.Database}");
        var whole = await db.Query(
            Sql.Raw("SELECT resource_id, finished_at - created_at FROM operations WHERE finished_at IS NOT NULL"), row => (Share: row.Text(0), Took: row.Number(1)), ct);
        var steps = await db.Query(
            Sql.Raw("""
                SELECT o.resource_id, e.step, e.at - e.began_at FROM operation_events e JOIN operations o ON o.id = e.operation_id
                WHERE e.event = 'done' AND e.began_at IS NOT NULL AND e.step IS NOT NULL ORDER BY e.seq
                """), row => (Share: row.Text(0), Step: row.Text(1), Took: row.Number(2)), ct);
        return
        [
            ("operation from request to end, median", whole.Where(o => shares.Contains(o.Share)).Select(o => o.Took / 1000.0).Median()),
            .. steps.Where(s => shares.Contains(s.Share)).GroupBy(s => s.Step)
                .Select(step => ($"step \"{step.Key}\" with its commit, median", step.Select(s => s.Took / 1000.0).Median())),
        ];
    }
}
