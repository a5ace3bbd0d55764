namespace Abaca.Bench;

/// <summary>Memory at rest, and the time from starting the process to its first authorized answer, which reads the database.</summary>
static class Footprint
{
    const int Starts = 7;
    static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    /// <summary>Measures without shares and with many.</summary>
    public static async Task Run(Arguments arguments, Report report, CancellationToken ct)
    {
        report.Heading($"Memory at rest, and start to first answer (median of {Starts} starts)");
        await using var service = await Service.New(arguments, ct);
        await service.Stop();
        await Measure(service, "no shares", report, ct);
        await service.Stop();
        await SeededShares.Add(service, 100_000, "bench@dummy#big", ct);
        await Measure(service, "100,000 shares", report, ct);
    }

    static async Task Measure(Service service, string what, Report report, CancellationToken ct)
    {
        var (starts, processor) = (new List<double>(), new List<double>());
        for (var i = 0; i < Starts; i++)
        {
            await service.Stop();
            starts.Add(await service.Start(ct));
            processor.Add(service.Process.ProcessorMilliseconds());
        }
        report.AtMost($"{what}: first answer, median", starts.Median(), 500, "ms");
        report.Note($"{what}: processor time until then, median", Report.Text(processor.Median(), "ms"));
        await service.BackendIsUp(ct);
        await Task.Delay(Rest, ct);
        report.AtMost($"{what}: resident memory at rest", service.Process.ResidentMib(), 100, "MiB");
    }
}
