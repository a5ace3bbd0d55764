using Abaca.Bench;

// bench                        everything, against artifacts/abaca
// bench --binary PATH          against another build
// bench --only a,b             some of: throughput ready growth lists footprint local zfs beside
// bench bare ...               what throughput compares with; started by the bench itself
if (args is ["bare", ..]) return await BareEndpoint.Run(args[1..]);
if (Arguments.Read(args) is not { } arguments) return 2;
using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(18));
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
var report = new Report(Console.Out);
report.Heading(await Machine.Describe());
foreach (var (name, run) in new (string, Func<Arguments, Report, CancellationToken, Task>)[]
{
    ("throughput", Throughput.Run), ("ready", ReadyTime.Run), ("growth", Growth.Run), ("lists", Lists.Run), ("footprint", Footprint.Run), ("local", LocalShares.Run), ("zfs", FileServer.Run), ("beside", Beside.Run),
})
{
    if (!arguments.Wants(name)) continue;
    try
    {
        await run(arguments, report, stop.Token);
    }
    catch (BenchFailure failure)
    {
        report.Failed(name, failure.Message);
    }
}
return report.Verdict();
