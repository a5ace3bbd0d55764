using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Keystone;

/// <summary>A real memcached on a port of its own.</summary>
public sealed class MemcachedProcess : IDisposable
{
    readonly Process process;

    MemcachedProcess(Process process, string place) => (this.process, Place) = (process, place);

    /// <summary>As configured.</summary>
    public string Place { get; }

    /// <summary>Starts one and waits until it listens.</summary>
    public static async Task<MemcachedProcess> Start()
    {
        Requirements.ForKeystone();
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        var place = $"127.0.0.1:{port}";
        string[] user = Environment.IsPrivilegedProcess ? ["-u", "nobody"] : [];
        var started = Process.Start(new ProcessStartInfo("memcached", ["-l", "127.0.0.1", "-p", $"{port}", "-m", "16", .. user]))!;
        var listens = await Deadline.Holds(async () => started.HasExited || await Answer(place, "version") is { Length: > 0 }, TimeSpan.FromSeconds(30));
        Assert.True(listens && !started.HasExited, "memcached does not answer.");
        return new MemcachedProcess(started, place);
    }

    /// <summary>What a server says to a line.</summary>
    public static async Task<string> Answer(string place, string line)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPEndPoint.Parse(place));
            await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"{line}\r\nquit\r\n"));
            using var reader = new StreamReader(client.GetStream());
            return await reader.ReadToEndAsync();
        }
        catch (Exception absent) when (absent is SocketException or IOException)
        {
            return "";
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
