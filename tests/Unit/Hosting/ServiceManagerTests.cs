using System.Net.Sockets;
using System.Text;
using Abaca.Server.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Abaca.Tests.Unit.Hosting;

/// <summary>What systemd hears of a process, on a real datagram socket.</summary>
public sealed class ServiceManagerTests : IDisposable
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);

    readonly DirectoryInfo room = Directory.CreateTempSubdirectory("abaca-notify-");
    readonly FakeTimeProvider clock = new();
    readonly Socket systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public ServiceManagerTests() => systemd.Bind(new UnixDomainSocketEndPoint(Place));

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    string Place => Path.Combine(room.FullName, "notify");

    public void Dispose()
    {
        systemd.Dispose();
        room.Delete(recursive: true);
    }

    [Fact]
    public async Task It_hears_ready_then_signs_of_life_then_stopping()
    {
        using var manager = new ServiceManager(new DatagramSocket(Place), TimeSpan.FromSeconds(30), new Heartbeat(clock, Longest), clock);
        await manager.StartedAsync(Ct);
        Assert.Equal(["READY=1", "WATCHDOG=1"], Heard(2));
        clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(["WATCHDOG=1"], Heard(1));
        await manager.StoppingAsync(Ct);
        Assert.Equal(["STOPPING=1"], Heard(1));
    }

    [Fact]
    public async Task The_watchdog_hears_nothing_of_a_process_that_no_longer_does_what_is_due_until_it_does()
    {
        var beat = new Heartbeat(clock, Longest);
        using var manager = new ServiceManager(new DatagramSocket(Place), TimeSpan.FromSeconds(30), beat, clock);
        await manager.StartedAsync(Ct);
        clock.Advance(Longest);
        Assert.Equal(8, Heard(8).Length);
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(0, systemd.Available);
        beat.Beat();
        clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(["WATCHDOG=1"], Heard(1));
    }

    [Fact]
    public async Task Without_a_watchdog_nothing_is_said_between_start_and_end()
    {
        using var manager = new ServiceManager(new DatagramSocket(Place), null, new Heartbeat(clock, Longest), clock);
        await manager.StartedAsync(Ct);
        Assert.Equal(["READY=1"], Heard(1));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, systemd.Available);
    }

    string[] Heard(int many)
    {
        systemd.ReceiveTimeout = 10_000;
        var buffer = new byte[256];
        return [.. Enumerable.Range(0, many).Select(_ => Encoding.UTF8.GetString(buffer, 0, systemd.Receive(buffer)))];
    }
}
