using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Hostile;
using Xunit;

namespace Abaca.Tests.Drivers.Local;

/// <summary>A Ganesha, or its bus, that does not answer although it lives: started anew within a minute, and clients go on.</summary>
public sealed class LocalHangTests : IAsyncLifetime
{
    static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);
    static readonly byte[] Content = Encoding.UTF8.GetBytes("written before");

    LocalMachine machine = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => machine = await LocalMachine.Make(Ct);

    public async ValueTask DisposeAsync() => await machine.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task One_that_hangs_is_started_anew_and_a_handle_is_good_afterwards(int which)
    {
        var id = Guid.NewGuid().ToString();
        var share = new ShareSpec(id, id, "share-" + id, "p", "local", "NFS", 1, new Dictionary<string, string>(), new Dictionary<string, string>(), new Dictionary<string, string>());
        await using var driver = machine.NewDriver();
        Assert.Equal(new DriverResult.Done(), await driver.Start(Ct));
        Assert.IsType<DriverResult<CreatedShare>.Done>(await driver.Create(share, Ct));
        Assert.IsType<DriverResult<IReadOnlyList<RuleOutcome>>.Done>(
            await driver.SetAccess(share, [new AccessRule("r", AccessType.Ip, machine.Net.Network, AccessLevel.Rw)], Ct));
        byte[] file;
        using (var client = await Client())
        {
            var top = (await client.Send(new Compound().Root().Lookup(share.Name).Handle(), Ct)).Handle;
            Assert.Equal(NfsStatus.Ok, await client.WriteFile(top, "kept", Content, Ct));
            file = (await client.Send(new Compound().At(top).Lookup("kept").Handle(), Ct)).Handle;
        }
        var before = machine.Servers();
        Assert.Equal(0, Signal(before[which].Id, 19)); // SIGSTOP
        var since = Stopwatch.GetTimestamp();
        while (machine.Servers() is var now && (now.Count != 2 || now.Contains(before[which])))
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Minute, machine.Log);
            await Task.Delay(100, Ct);
        }
        Assert.Contains("hangs", machine.Log, StringComparison.Ordinal);
        using var again = await ClientOfTheNewOne(since);
        var read = await again.Send(new Compound().At(file).Read(), Ct);
        Assert.True(read.Ok, read.Status.ToString());
        Assert.Equal(Content, read.Content);
    }

    async Task<RawNfs> ClientOfTheNewOne(long since)
    {
        while (true)
        {
            try
            {
                return await Client();
            }
            catch (System.Net.Sockets.SocketException notYet) when (notYet.SocketErrorCode == System.Net.Sockets.SocketError.ConnectionRefused && Stopwatch.GetElapsedTime(since) < Minute)
            {
                await Task.Delay(100, Ct);
            }
        }
    }

    Task<RawNfs> Client() => RawNfs.Connect(machine.Net.NfsClients()[0], IPAddress.Parse(machine.Net.ServerAddress), user: 0, Ct);

    [DllImport("libc", EntryPoint = "kill")]
    static extern int Signal(int process, int signal);
}
