using System.Diagnostics;
using System.Runtime.InteropServices;
using Abaca.Drivers.Ganesha;
using Abaca.Drivers.Local;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Local;

/// <summary>What <c>abaca doctor</c> finds of a Local backend that was broken by hand.</summary>
public sealed class LocalDoctorTests : IAsyncLifetime
{
    const int Stop = 19;
    const int Continue = 18;

    readonly LocalCommandRunner commands = new(TimeProvider.System);
    readonly ShareSpec share = NewShare();
    LocalMachine machine = null!;
    IShareDriver driver = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    GaneshaLayout Layout => new(Path.Combine(machine.State, "ganesha"));

    DBusSend Bus => new(commands, Layout.BusAddress);

    string BookFile => Path.Combine(Layout.Exports, share.Name + ".conf");

    public async ValueTask InitializeAsync()
    {
        machine = await LocalMachine.Make(Ct);
        machine.Options["local_pool_size_gib"] = "2";
        driver = machine.NewDriver();
        Assert.Equal(new DriverResult.Done(), await driver.Start(Ct));
        Assert.IsType<DriverResult<CreatedShare>.Done>(await driver.Create(share, Ct));
        Assert.IsType<DriverResult<IReadOnlyList<RuleOutcome>>.Done>(
            await driver.SetAccess(share, [new AccessRule("r", AccessType.Ip, machine.Net.Network, AccessLevel.Rw)], Ct));
        Assert.All(await Look(), one => Assert.True(one.Finding.Health == Health.Ok, one.ToString()));
    }

    public async ValueTask DisposeAsync()
    {
        await driver.DisposeAsync();
        await machine.DisposeAsync();
    }

    [Fact, Trait("Doctor finds", nameof(ExportsCheck))]
    public async Task Exports_that_are_lost_too_many_or_without_their_share_are_named()
    {
        var id = await Bus.Show(Ct) is { End: BusEnd.Done } shown ? Assert.Single(shown.Value!.Keys) : -1;
        Assert.Equal(BusEnd.Done, (await Bus.Remove(id, Ct)).End);
        await Found("exports", Health.Problem, $"{share.Name}: in the book, but NFS-Ganesha does not export it");
        Assert.Equal(BusEnd.Done, (await Bus.Update(BookFile, id, Ct)).End);

        var text = await File.ReadAllTextAsync(BookFile, Ct);
        File.Delete(BookFile);
        await Found("exports", Health.Warning, $"NFS-Ganesha exports what the book does not have: ids {id}");
        await File.WriteAllTextAsync(BookFile, text, Ct);

        var image = Path.Combine(machine.State, "pool", share.Name + ".img", "image");
        Assert.Equal(0, await new LinuxKernel().Unmount(Path.Combine(machine.State, "shares", share.Name), image, detach: true, Ct));
        await Found("exports", Health.Problem, $"{share.Name}: exported, but the share is not mounted in its place");
    }

    [Fact, Trait("Doctor finds", nameof(GaneshaCheck))]
    public async Task A_Ganesha_that_is_silent_twice_there_or_gone_beside_its_service_is_named()
    {
        var ganesha = Server();
        Assert.Equal(0, Signal(ganesha.Id, Stop));
        await Found("ganesha", Health.Problem, $"NFS-Ganesha (process {ganesha.Id}) does not answer on its bus");
        _ = Signal(ganesha.Id, Continue); // its service may have ended it by now, and started another
        await Eventually.Holds(Look, all => all.All(one => one.Finding.Health == Health.Ok), "one serves again", Ct);

        // Nobody starts it anew from here on; the test holds what says that a service is there.
        await ((LocalDriver)driver).Abandon();
        await Server().End(TimeSpan.Zero, TimeProvider.System, Ct);
        await using (File.Open(Path.Combine(machine.State, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
            await Found("ganesha", Health.Problem, $"No NFS-Ganesha runs although process {Environment.ProcessId} runs the backend");

        using var one = StartLikeGanesha();
        using var two = StartLikeGanesha();
        await Eventually.Holds(() => Task.FromResult(Ganeshas().Count), count => count == 2, "both run", Ct);
        await Found("ganesha", Health.Problem, "2 NFS-Ganesha serve this backend");
        foreach (var process in (Process[])[one, two])
        {
            process.Kill();
            await process.WaitForExitAsync(Ct);
        }
    }

    [Fact, Trait("Doctor finds", nameof(PoolCheck))]
    public async Task A_pool_that_is_almost_full_is_named()
    {
        var filling = Path.Combine(machine.State, "pool", "filling");
        File.OpenHandle(filling, FileMode.CreateNew, FileAccess.Write, preallocationSize: new DriveInfo(Path.GetDirectoryName(filling)!).AvailableFreeSpace - (64 << 20)).Dispose();
        machine.Options["local_pool_size_gib"] = "1"; // what the operator lets it grow to is used up
        await Found("pool", Health.Warning, "of 1.0 GiB are free");
        File.Delete(filling);
    }

    [Fact, Trait("Doctor finds", nameof(ProgramsCheck))]
    public async Task What_the_machine_lacks_is_named()
    {
        machine.Options["local_export_namespace"] = "abaca-nowhere";
        await Found("programs", Health.Problem, "it lacks something it needs", "There is no network namespace abaca-nowhere");
        machine.Options.Remove("local_export_namespace");
    }

    async Task Found(string check, Health health, string what, string remedy = "") => await Eventually.Holds(
        Look, all => all.Any(one => one.Check == check && one.Finding.Health == health && one.Finding.What.Contains(what, StringComparison.Ordinal) && (one.Finding.Remedy ?? "").Contains(remedy, StringComparison.Ordinal)),
        $"{check}: {what}", TimeSpan.FromSeconds(60), Ct);

    async Task<IReadOnlyList<(string Check, HealthFinding Finding)>> Look()
    {
        List<(string, HealthFinding)> all = [];
        foreach (var check in machine.Checks()) all.AddRange((await check.Look(null, Ct)).Select(finding => (check.Name, finding)));
        return all;
    }

    IReadOnlyList<RunningProcess> Ganeshas() => RunningProcess.Find("ganesha.nfsd", Layout.MainConfig);

    RunningProcess Server() => Assert.Single(Ganeshas());

    /// <summary>A second one that a person started by hand: it waits for the lock of its recovery directory and does nothing.</summary>
    Process StartLikeGanesha() => Process.Start(new ProcessStartInfo("ganesha.nfsd", ["-F", "-f", Layout.MainConfig, "-p", Path.Combine(machine.State, Guid.NewGuid().ToString("N"))])
    {
        UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
    })!;

    static ShareSpec NewShare()
    {
        var id = Guid.NewGuid().ToString();
        return new ShareSpec(id, id, "share-" + id, "p", "local", "NFS", 1, new Dictionary<string, string>(), new Dictionary<string, string>(), new Dictionary<string, string>());
    }

    [DllImport("libc", EntryPoint = "kill")]
    static extern int Signal(int process, int signal);
}
