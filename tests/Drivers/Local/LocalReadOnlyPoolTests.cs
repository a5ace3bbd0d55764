using System.Diagnostics;
using Abaca.Drivers.Local;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Local;

/// <summary>
/// A pool that the kernel closed because the disk below it was full: it is told in the report and by doctor, and used again, with all shares, when there is
/// room, without a restart. One that somebody made read-only is told as that, and left to him.
/// </summary>
public sealed class LocalReadOnlyPoolTests : IAsyncLifetime
{
    const int Mib = 1 << 20;

    static readonly TimeSpan Closing = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Reopening = TimeSpan.FromSeconds(60);

    readonly LinuxKernel kernel = new();
    LocalMachine machine = null!;
    IShareDriver driver = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    string Pool => Path.Combine(machine.State, "pool");

    string Ballast => Path.Combine(machine.State, "ballast");

    public async ValueTask InitializeAsync()
    {
        machine = await LocalMachine.Make(Ct);
        machine.Options["local_pool_size_gib"] = "2";
        await Run("mount", "-t", "tmpfs", "-o", "size=3g", "tmpfs", machine.State);
        driver = machine.NewDriver();
        Done(await driver.Start(Ct));
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(Ballast);
        await driver.DisposeAsync();
        await Run("umount", "--lazy", machine.State);
        await machine.DisposeAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(machine.Log);
    }

    [Fact]
    public async Task A_pool_that_was_closed_because_the_disk_below_it_was_full_is_told_and_used_again_when_there_is_room()
    {
        var (share, other) = (Spec("share-one"), Spec("share-two"));
        var (path, otherPath) = (await Open(share), await Open(other));
        var content = new byte[3 * Mib];
        Random.Shared.NextBytes(content);
        Assert.Equal(ClientEnd.Ok, await TryWrite(path, "kept", content));
        Assert.Equal(0, await kernel.Sync(Pool, Ct));

        await Close();
        Assert.Contains("the disk below it is full", (await driver.Report(Ct)).ToString(), StringComparison.Ordinal);
        Assert.Contains(await Doctor(), finding => finding.Health == Health.Problem && finding.What.Contains("takes no writes", StringComparison.Ordinal));
        Assert.IsNotType<DriverResult<CreatedShare>.Done>(await driver.Create(Spec("share-three"), Ct));

        File.Delete(Ballast);
        await Eventually.Holds(() => driver.Report(Ct), report => report is DriverResult<BackendReport>.Done, "the pool is used again", Reopening, Ct);
        foreach (var place in new[] { path, otherPath })
            await Eventually.Holds(() => TryWrite(place, "again", new byte[Mib]), end => end == ClientEnd.Ok, $"{place} takes writes again", Reopening, Ct);
        await using (var mount = (await Client.Mount(path, Ct)).Share!) Assert.Equal(content, (await mount.Read("kept", Ct)).Content);
        await Open(Spec("share-three"));
        Assert.DoesNotContain(await Doctor(), finding => finding.What.Contains("takes no writes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pool_that_somebody_made_read_only_is_left_to_him()
    {
        await Run("mount", "-o", "remount,ro", Pool);
        Assert.Contains($"mount -o remount,rw {Pool}", (await driver.Report(Ct)).ToString(), StringComparison.Ordinal);
        await Run("mount", "-o", "remount,rw", Pool);
        Done(await driver.Report(Ct));
    }

    /// <summary>Fills the disk below the pool, and writes until the kernel has closed the pool.</summary>
    async Task Close()
    {
        using (var ballast = File.OpenHandle(Ballast, FileMode.Create, FileAccess.Write))
        {
            var free = new DriveInfo(machine.State).AvailableFreeSpace;
            for (long at = 0; at < free - Mib; at += Mib) RandomAccess.Write(ballast, new byte[Mib], at);
        }
        var number = 0;
        await Eventually.Holds(
            async () =>
            {
                try
                {
                    await File.WriteAllBytesAsync(Path.Combine(Pool, $".filling{number++}"), new byte[Mib], Ct);
                }
                catch (IOException)
                {
                    // It may be closed already.
                }
                await kernel.Sync(Pool, Ct);
                return kernel.At(Pool);
            },
            seen => seen is { Writable: false }, "the kernel has closed the pool", Closing, Ct);
        Assert.True(kernel.At(Pool)!.IsClosed);
    }

    async Task<IReadOnlyList<HealthFinding>> Doctor()
    {
        var findings = new List<HealthFinding>();
        foreach (var check in machine.Checks().Where(check => check.Name == "pool")) findings.AddRange(await check.Look(null, Ct));
        return findings;
    }

    IShareClient Client => machine.Net.NfsClients()[0];

    async Task<ClientEnd?> TryWrite(string path, string file, byte[] content)
    {
        if ((await Client.Mount(path, Ct)).Share is not { } mounted) return null;
        await using (mounted) return (await mounted.Write(file, content, Ct)).End;
    }

    async Task<string> Open(ShareSpec share)
    {
        var made = Done(await driver.Create(share, Ct));
        Done(await driver.SetAccess(share, [new AccessRule("r", AccessType.Ip, machine.Net.Network, AccessLevel.Rw)], Ct));
        return made.Exports[0].Path;
    }

    static async Task Run(string program, params string[] arguments)
    {
        using var run = Process.Start(program, arguments);
        await run.WaitForExitAsync(CancellationToken.None);
        Assert.Equal(0, run.ExitCode);
    }

    static ShareSpec Spec(string name) =>
        new(Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), name, "p", "local", "NFS", 1, new Dictionary<string, string>(), new Dictionary<string, string>(), new Dictionary<string, string>());
}
