using System.Diagnostics;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Local;

/// <summary>What is special to the Local backend: processes, mounts and loop files over several lives of the service.</summary>
public sealed class LocalLifeTests : IAsyncLifetime
{
    LocalMachine machine = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => machine = await LocalMachine.Make(Ct);

    public async ValueTask DisposeAsync()
    {
        await machine.DisposeAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(machine.Log);
    }

    [Fact]
    public async Task A_share_is_made_opened_written_and_removed()
    {
        await using var driver = machine.NewDriver();
        Done(await driver.Start(Ct));
        var share = Spec("share-1");
        var made = Done(await driver.Create(share, Ct));
        var client = machine.Net.NfsClients()[0];
        Assert.Null((await client.Mount(made.Exports[0].Path, Ct)).Share);
        var outcomes = Done(await driver.SetAccess(share, [new AccessRule("r", AccessType.Ip, client.Identity, AccessLevel.Rw)], Ct));
        Assert.Null(outcomes[0].Refused);
        await using (var mounted = (await client.Mount(made.Exports[0].Path, Ct)).Share!)
            Assert.Equal(ClientEnd.Ok, (await mounted.Write("f", new byte[10000], Ct)).End);
        Done(await driver.Delete(share, Ct));
        Assert.Empty(Done(await driver.Inventory!.List(Ct)));
    }

    [Fact]
    public async Task Sixteen_at_once_are_quick()
    {
        await using var driver = machine.NewDriver();
        Done(await driver.Start(Ct));
        var specs = Enumerable.Range(0, 64).Select(i => Spec($"share-{i}")).ToList();
        var create = await Timed(specs, async spec => Done(await driver.Create(spec, Ct)));
        var export = await Timed(specs, async spec =>
            Done(await driver.SetAccess(spec, [new AccessRule("r", AccessType.Ip, "10.0.0.0/8", AccessLevel.Rw)], Ct)));
        TestContext.Current.TestOutputHelper?.WriteLine($"create: {create}; first rule: {export}");
    }

    static async Task<string> Timed(List<ShareSpec> specs, Func<ShareSpec, Task> work)
    {
        var times = new System.Collections.Concurrent.ConcurrentBag<double>();
        await Parallel.ForEachAsync(specs, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (spec, _) =>
        {
            var since = Stopwatch.GetTimestamp();
            await work(spec);
            times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        });
        var sorted = times.Order().ToList();
        return $"median {sorted[sorted.Count / 2]:0} ms, slowest {sorted[^1]:0} ms of {sorted.Count}";
    }

    static ShareSpec Spec(string name, int gib = 1)
    {
        var none = new Dictionary<string, string>();
        return new ShareSpec(Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), name, "p", "local", "NFS", gib, none, none, none);
    }

    static void Done(DriverResult result) => Assert.Equal(DriverResult.Done, result);

    static T Done<T>(DriverResult<T> result) => Assert.IsType<DriverResult<T>.Succeeded>(result).Value;
}
