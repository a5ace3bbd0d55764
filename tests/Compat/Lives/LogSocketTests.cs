using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Lives;

/// <summary>The log's way to the machine's journal and syslog, which here are sockets of the test's own.</summary>
public sealed class LogSocketTests : IDisposable
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    readonly string place = Directory.CreateTempSubdirectory("abaca-sockets-").FullName;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(place, recursive: true);

    /// <summary>Links at the two well-known places lead to the test's sockets, as they do on a machine with systemd.</summary>
    string Surroundings => $"""
        mkdir {place}/dev
        mount -t tmpfs tmpfs {place}/dev
        cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom {place}/dev/
        ln -s {place}/syslog {place}/dev/log
        mount --move {place}/dev /dev
        rmdir {place}/dev
        mount -t tmpfs tmpfs /run
        mkdir -p /run/systemd/journal
        ln -s {place}/journal /run/systemd/journal/socket
        """;

    ServiceSetting Setting => (ServiceSetting.Dummy with
    {
        Default = ["auth_strategy = noauth", "use_journal = true", "use_syslog = true", "syslog_log_facility = LOG_LOCAL1", $"log_file = {place}/abaca.log", "use_stderr = true"],
    }).In(Surroundings);

    [Fact]
    public async Task Each_line_reaches_both_in_their_own_forms_also_after_they_were_started_anew_and_after_a_rotation()
    {
        var (journal, syslog) = (Listen("journal"), Listen("syslog"));
        await using var service = await ServiceProcess.Start(Setting);
        foreach (var life in (string[])["first", "started anew", "rotated"])
        {
            if (life == "started anew")
            {
                foreach (var old in (Socket[])[journal, syslog]) old.Dispose();
                (journal, syslog) = (Listen("journal"), Listen("syslog"));
            }
            if (life == "rotated")
            {
                File.Move(Path.Combine(place, "abaca.log"), Path.Combine(place, "abaca.log.1"));
                Assert.Equal(0, service.Signal(1));
                Assert.True(await Deadline.Holds(() => File.Exists(Path.Combine(place, "abaca.log")), Soon));
            }
            var request = await LogTests.Share(service);
            var entry = await Found(journal, text => text.Contains(request, StringComparison.Ordinal));
            var fields = Fields(entry);
            Assert.Equal((request, "abaca"), (fields["REQUEST_ID"], fields["SYSLOG_IDENTIFIER"]));
            Assert.Equal("6", fields["PRIORITY"]);
            Assert.StartsWith("abaca.", fields["LOGGER_NAME"], StringComparison.Ordinal);
            Assert.NotEmpty(fields["MESSAGE"]);
            var line = Encoding.UTF8.GetString(await Found(syslog, text => text.Contains(request, StringComparison.Ordinal)));
            Assert.StartsWith($"<{(17 * 8) + 6}>abaca[{service.Id}]: abaca.", line, StringComparison.Ordinal);
            Assert.Contains($"[{request}] {fields["MESSAGE"]}", line, StringComparison.Ordinal);
        }
        journal.Dispose();
        syslog.Dispose();
    }

    [Fact]
    public async Task A_journal_that_nobody_reads_and_a_syslog_that_is_gone_hold_nobody_up()
    {
        using var journal = Listen("journal");
        await using var service = await ServiceProcess.Start(Setting);
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 30; i++) await LogTests.Share(service); // more lines than the socket holds
        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 0, 15);
        var last = await LogTests.Share(service);
        Assert.True(await Deadline.Holds(() => File.ReadAllText(Path.Combine(place, "abaca.log")).Contains(last, StringComparison.Ordinal), Soon), "the file has every line");
    }

    Socket Listen(string name)
    {
        var path = Path.Combine(place, name);
        File.Delete(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    static async Task<byte[]> Found(Socket socket, Func<string, bool> wanted)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(Soon);
        var buffer = new byte[1 << 16];
        while (true)
        {
            var datagram = buffer[..await socket.ReceiveAsync(buffer, SocketFlags.None, patience.Token)];
            if (wanted(Encoding.UTF8.GetString(datagram))) return datagram;
        }
    }

    /// <summary>Reads an entry as the journal does: a name, a line feed, the value's length in 64 bits, low byte first, the value, a line feed.</summary>
    static Dictionary<string, string> Fields(byte[] entry)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = 0; at < entry.Length;)
        {
            var end = Array.IndexOf(entry, (byte)'\n', at);
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(entry.AsSpan(end + 1));
            fields[Encoding.ASCII.GetString(entry, at, end - at)] = Encoding.UTF8.GetString(entry, end + 9, length);
            at = end + 9 + length;
            Assert.Equal((byte)'\n', entry[at++]);
        }
        return fields;
    }
}
