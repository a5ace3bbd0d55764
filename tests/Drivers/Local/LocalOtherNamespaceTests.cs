using System.Diagnostics;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Local;

/// <summary>A program in a mount namespace of its own, made while a share was mounted, has a copy of the mount. It holds nothing up.</summary>
public sealed class LocalOtherNamespaceTests : IAsyncLifetime
{
    readonly LocalCommandRunner commands = new(TimeProvider.System);
    readonly List<Process> others = [];
    LocalMachine machine = null!;
    IShareDriver driver = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        machine = await LocalMachine.Make(Ct);
        driver = machine.NewDriver();
        Done(await driver.Start(Ct));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var other in others)
        {
            other.Kill();
            other.Dispose();
        }
        await driver.DisposeAsync();
        await machine.DisposeAsync();
    }

    [Fact]
    public async Task A_share_goes_back_and_is_served()
    {
        var (share, path) = await Open();
        await using (var mount = (await Client.Mount(path, Ct)).Share!) Assert.Equal(ClientEnd.Ok, (await mount.Write("kept", new byte[] { 1 }, Ct)).End);
        var snapshot = new SnapshotSpec(NewId(), NewId(), "snapshot-" + NewId(), share, 1, None);
        Done(await driver.Snapshots!.CreateSnapshot(snapshot, Ct));
        await SomebodyElseSees();
        await SomebodyElseSees();

        Done(await driver.Reverting!.Revert(share, snapshot, NewId(), Ct));
        Done(await driver.SetAccess(share, [Rule], Ct));
        await using var again = (await Client.Mount(path, Ct)).Share!;
        Assert.Equal([1], (await again.Read("kept", Ct)).Content);
        Assert.Equal(ClientEnd.Ok, (await again.Write("new", new byte[] { 2 }, Ct)).End);
    }

    [Fact]
    public async Task A_deleted_share_leaves_no_device()
    {
        var (share, _) = await Open();
        await SomebodyElseSees();
        Assert.Contains(share.Name, await Run("losetup", "--list", "--noheadings", "--output", "BACK-FILE"));
        Done(await driver.Delete(share, Ct));
        Assert.DoesNotContain(share.Name, await Run("losetup", "--list", "--noheadings", "--output", "BACK-FILE"));
    }

    [Fact]
    public async Task After_a_stop_a_share_is_served_again()
    {
        var (share, path) = await Open();
        await SomebodyElseSees();
        await driver.DisposeAsync();
        driver = machine.NewDriver();
        Done(await driver.Start(Ct));
        Done(await driver.SetAccess(share, [Rule], Ct));
        await using var mount = (await Client.Mount(path, Ct)).Share!;
        Assert.Equal(ClientEnd.Ok, (await mount.Write("new", new byte[] { 2 }, Ct)).End);
    }

    async Task SomebodyElseSees()
    {
        var other = Process.Start(new ProcessStartInfo("unshare", ["--mount", "--propagation", "private", "sh", "-c", "echo there; exec sleep 600"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        others.Add(other);
        Assert.Equal("there", await other.StandardOutput.ReadLineAsync(Ct));
        Assert.Contains(machine.State + "/shares/", await File.ReadAllTextAsync($"/proc/{other.Id}/mountinfo", Ct), StringComparison.Ordinal);
    }

    IShareClient Client => machine.Net.NfsClients()[0];

    AccessRule Rule => new("r", AccessType.Ip, machine.Net.Network, AccessLevel.Rw);

    async Task<(ShareSpec Share, string Path)> Open()
    {
        var share = new ShareSpec(NewId(), NewId(), "share-" + NewId(), "p", "local", "NFS", 1, None, None, None);
        var made = Done(await driver.Create(share, Ct));
        Done(await driver.SetAccess(share, [Rule], Ct));
        return (share, made.Exports[0].Path);
    }

    async Task<string> Run(params string[] command)
    {
        var run = await commands.Run(new Command(command, TimeSpan.FromSeconds(20)), Ct);
        Assert.False(run.Failed, run.Summary);
        return run.Output;
    }

    static Dictionary<string, string> None { get; } = [];

    static string NewId() => Guid.NewGuid().ToString();
}
