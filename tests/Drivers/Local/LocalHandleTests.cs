using System.Net;
using System.Text;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Hostile;
using Xunit;

namespace Abaca.Tests.Drivers.Local;

/// <summary>A client's handle of a file names the file as long as it is there, whatever became of servers, mounts and devices in between.</summary>
public sealed class LocalHandleTests : IAsyncLifetime
{
    static readonly byte[] Content = Encoding.UTF8.GetBytes("written before");

    readonly LocalCommandRunner commands = new(TimeProvider.System);
    LocalMachine machine = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => machine = await LocalMachine.Make(Ct);

    public async ValueTask DisposeAsync() => await machine.DisposeAsync();

    [Fact]
    public async Task A_handle_is_good_after_a_stop_on_another_loop_device_and_with_another_ganesha()
    {
        var id = Guid.NewGuid().ToString();
        var share = new ShareSpec(id, id, "share-" + id, "p", "local", "NFS", 1, None, None, None);
        byte[] file;
        string before;
        await using (var driver = machine.NewDriver())
        {
            await Serve(driver, share, make: true);
            using var client = await Client();
            var top = (await client.Send(new Compound().Root().Lookup(share.Name).Handle(), Ct)).Handle;
            Assert.Equal(NfsStatus.Ok, await client.WriteFile(top, "kept", Content, Ct));
            file = (await client.Send(new Compound().At(top).Lookup("kept").Handle(), Ct)).Handle;
            before = DeviceOf(share);
        }
        var spare = Path.Combine(machine.State, "spare");
        using (var made = File.Create(spare)) made.SetLength(1 << 20);
        List<string> taken = [];
        try
        {
            // The devices that were used are somebody else's now.
            while (!taken.Contains(before)) taken.Add((await Run("losetup", "--find", "--show", spare)).Trim());
            await using var driver = machine.NewDriver();
            await Serve(driver, share, make: false);
            Assert.NotEqual(before, DeviceOf(share));
            using var client = await Client();
            var read = await client.Send(new Compound().At(file).Read(), Ct);
            Assert.True(read.Ok, read.Status.ToString());
            Assert.Equal(Content, read.Content);
        }
        finally
        {
            foreach (var device in taken) await Run("losetup", "--detach", device);
        }
    }

    static Dictionary<string, string> None { get; } = [];

    async Task Serve(IShareDriver driver, ShareSpec share, bool make)
    {
        Assert.Equal(new DriverResult.Done(), await driver.Start(Ct));
        if (make) Assert.IsType<DriverResult<CreatedShare>.Done>(await driver.Create(share, Ct));
        var let = await driver.SetAccess(share, [new AccessRule("r", AccessType.Ip, machine.Net.Network, AccessLevel.Rw)], Ct);
        Assert.IsType<DriverResult<IReadOnlyList<RuleOutcome>>.Done>(let);
    }

    Task<RawNfs> Client() => RawNfs.Connect(machine.Net.NfsClients()[0], IPAddress.Parse(machine.Net.ServerAddress), user: 0, Ct);

    string DeviceOf(ShareSpec share) =>
        File.ReadAllLines("/proc/mounts").Single(line => line.Split(' ')[1] == Path.Combine(machine.State, "shares", share.Name)).Split(' ')[0];

    async Task<string> Run(params string[] command)
    {
        var run = await commands.Run(new Command(command, TimeSpan.FromSeconds(20)), Ct);
        Assert.False(run.Failed, run.Summary);
        return run.Output;
    }
}
