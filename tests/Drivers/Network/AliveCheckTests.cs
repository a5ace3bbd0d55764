using System.Diagnostics;
using Abaca.Drivers.CephFs.Deployment;
using Xunit;

namespace Abaca.Tests.Drivers.Network;

/// <summary>keepalived's check of an NFS machine, against a real Ganesha.</summary>
public sealed class AliveCheckTests : IAsyncLifetime
{
    readonly string script = Path.GetTempFileName();
    ClientNamespaces net = null!;
    GaneshaAlone ganesha = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(script, AliveCheck.Script, Ct);
        net = await ClientNamespaces.Make(ServerPlace.Namespace, Ct);
        ganesha = await GaneshaAlone.Start(net, Ct);
        await Conformance.Eventually.Holds(() => Ask(2049), alive => alive, "the server is up", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(script);
        if (ganesha is not null) await ganesha.DisposeAsync();
        if (net is not null) await net.DisposeAsync();
    }

    [Fact]
    public async Task A_server_that_hangs_with_its_port_open_is_dead_until_it_goes_on()
    {
        await ganesha.Signal("STOP", Ct);
        Assert.False(await Ask(2049));
        await ganesha.Signal("CONT", Ct);
        Assert.True(await Ask(2049));
    }

    [Fact]
    public async Task Asking_leaves_no_line_in_the_servers_log()
    {
        var before = ganesha.Log;
        // A busy machine may let one question run out of its time: ten have to be answered.
        for (var time = 0; time < 10; time++) await Conformance.Eventually.Holds(() => Ask(2049), alive => alive, "the server is up", Ct);
        Assert.Equal(before.Split('\n').Length, ganesha.Log.Split('\n').Length);
    }

    [Fact]
    public async Task A_closed_port_is_dead() => Assert.False(await Ask(2050));

    async Task<bool> Ask(int port)
    {
        string[] command = [.. net.ServerPrefix, "bash", script, $"{port}"];
        using var check = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false })!;
        await check.WaitForExitAsync(Ct);
        return check.ExitCode == 0;
    }
}
