using System.Diagnostics;
using Abaca.DriverSdk;

namespace Abaca.Bench;

/// <summary>What one share costs in three steps.</summary>
/// <param name="Create">Makes it.</param>
/// <param name="Rule">Lets a client in.</param>
/// <param name="Delete">Removes it, its client first.</param>
sealed record ShareSteps(Func<Task> Create, Func<Task> Rule, Func<Task> Delete);

/// <summary>A real storage with a driver on it.</summary>
/// <param name="ByDriver">The steps of a new share, asked of the driver.</param>
/// <param name="ByStorage">The same steps with the storage's own library or commands alone: nothing is looked at before or afterwards, marked or kept.</param>
/// <param name="End">Ends all of it.</param>
sealed record StorageGround(Func<ShareSteps> ByDriver, Func<ShareSteps> ByStorage, Func<ValueTask> End) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => End();

    /// <summary>A share's steps by a driver.</summary>
    public static ShareSteps Of(IShareDriver driver, ShareSpec share, AccessRule rule, CancellationToken ct) => new(
        async () => _ = Need(await driver.Create(share, ct), "create"),
        async () => _ = Need(await driver.SetAccess(share, [rule], ct), "rule"),
        async () => _ = await driver.Delete(share, ct) is DriverResult.Done ? 0 : throw new BenchFailure("delete: not done"));

    static T Need<T>(DriverResult<T> result, string what) => result is DriverResult<T>.Done done ? done.Value : throw new BenchFailure($"{what}: {result}");
}

/// <summary>
/// Each backend's creation, first rule and deletion beside what the same steps cost the storage itself, in turn on the same real storage; a backend
/// that cannot be measured is named with the reason.
/// </summary>
static class Beside
{
    const int Rounds = 9;

    static readonly (string Name, Func<CancellationToken, Task<StorageGround>> Make)[] Grounds =
    [
        ("CephFS", CephBeside.Native), ("CephFS over NFS", CephBeside.OverNfs), ("Local", LocalBeside.Make), ("ZFS over SSH", FarBeside.Zfs), ("GlusterFS", FarBeside.Gluster),
    ];

    /// <summary>Measures.</summary>
    public static async Task Run(Arguments arguments, Report report, CancellationToken ct)
    {
        report.Heading($"A share beside the storage's own steps, alone: milliseconds by the driver / by the storage itself, ratio (medians of {Rounds} in turn)");
        foreach (var (name, make) in Grounds)
        {
            try
            {
                await using var ground = await make(ct);
                await One(name, ground, report);
            }
            catch (Exception problem) when (!ct.IsCancellationRequested)
            {
                report.Failed(name, problem.Message);
            }
        }
        report.Note("LVM: not measured", "logical volumes need a kernel with the device mapper, which only the virtual machine of ./do test drivers lvm has");
    }

    static async Task One(string name, StorageGround ground, Report report)
    {
        var (driver, storage) = (new List<double[]>(), new List<double[]>());
        for (var round = 0; round <= Rounds; round++)
        {
            var (one, other) = (await Timed(ground.ByDriver()), await Timed(ground.ByStorage()));
            if (round == 0) continue; // the first turn compiles
            driver.Add(one);
            storage.Add(other);
        }
        foreach (var (step, place) in ((string, int)[])[("create", 0), ("first rule", 1), ("delete", 2)])
        {
            var (ours, its) = (driver.Select(one => one[place]).Median(), storage.Select(one => one[place]).Median());
            report.Note($"{name}: {step}", $"{Report.Text(ours)} / {Report.Text(its, "ms")}, {Report.Text(ours / its)}");
        }
    }

    static async Task<double[]> Timed(ShareSteps steps) => [await Timed(steps.Create), await Timed(steps.Rule), await Timed(steps.Delete)];

    static async Task<double> Timed(Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
