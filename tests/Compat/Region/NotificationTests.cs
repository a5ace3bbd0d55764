using System.Text.Json;
using Abaca.Server.Data;
using Abaca.Tests.Compat.Service;
using Abaca.Tests.Server.Databases;
using Xunit;

namespace Abaca.Tests.Compat.Region;

/// <summary>Notifications and signals of a region of six processes, with a real RabbitMQ that goes away.</summary>
public sealed class NotificationTests
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(120);

    static readonly string[] Whole = ["share.create.start", "share.create.end"];

    // What reads notifications elsewhere: oslo.messaging's own listener. It prints what it is given, one in a line.
    const string Listener = """
        import json, os, sys
        from oslo_config import cfg
        import oslo_messaging
        class Endpoint(object):
            def tell(self, ctxt, publisher_id, event_type, payload, metadata):
                print(json.dumps([event_type, publisher_id, payload.get('share_id'), ctxt.get('project_id'), metadata['message_id']]), flush=True)
            info = error = tell
        cfg.CONF([], default_config_files=[sys.argv[1]])
        transport = oslo_messaging.get_notification_transport(cfg.CONF)
        listener = oslo_messaging.get_notification_listener(transport, [oslo_messaging.Target(topic='notifications', exchange='manila')], [Endpoint()], executor='threading')
        listener.start()
        sys.stdin.read()
        os._exit(0)
        """;

    [Theory]
    [InlineData("mariadb")]
    [InlineData("postgresql")]
    public async Task They_are_complete_and_in_order_although_the_broker_and_who_delivers_are_killed(string engine)
    {
        await using var broker = await RabbitServer.Start();
        var server = await DatabaseServer.Start(engine);
        await using var region = await SmallRegion.Start(server, Lines(broker.Url(), "[oslo_messaging_rabbit]", "amqp_durable_queues = true"));
        await region.Create(10);
        await broker.Kill(0);
        await region.Create(10);
        await region.Settled(Long);
        Assert.True(await Waiting(region) >= 20, "what is told while the broker is away is kept");

        // Who delivers is killed with notifications in hand; the broker comes back to another one.
        var delivering = await Delivering(region);
        delivering.Kill();
        await broker.Restart(0);
        Assert.True(await Deadline.Holds(async () => await Waiting(region) == 0, Long), region.Logs());
        Assert.NotEqual(delivering.Id, (await Delivering(region)).Id);
        delivering.Start();

        // And once more between a commit and its delivery.
        var creating = region.Create(10);
        (await Delivering(region)).Kill();
        await creating;
        await region.Settled(Long);
        Assert.True(await Deadline.Holds(async () => await Waiting(region) == 0, Long), region.Logs());

        await using var reader = new NotificationReader(broker.Url());
        await reader.Take("notifications.info");
        await reader.Take("notifications.error");
        Assert.True(await Deadline.Holds(() => region.Accepted.All(share => reader.Of(share).Count >= Whole.Length), Long), $"{reader.Told.Count} arrived");
        Assert.All(region.Accepted, share => Assert.Equal(Whole, reader.Of(share)));
        var text = string.Concat(reader.Texts) + region.WholeLogs();
        Assert.DoesNotContain(RabbitServer.Password, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Uri.EscapeDataString(RabbitServer.Password), text, StringComparison.Ordinal);
        Assert.DoesNotContain("auth_token", text, StringComparison.Ordinal);
        Assert.Contains("Notifications are not delivered to RabbitMQ at 127.0.0.1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_listener_of_oslo_messaging_reads_them()
    {
        await using var broker = await RabbitServer.Start();
        var server = await DatabaseServer.Start("mariadb");
        await using var region = await SmallRegion.Start(server, Lines(broker.Url()));
        await region.Create(3);
        await region.Settled(Long);
        var room = Directory.CreateTempSubdirectory("abaca-listener-");
        var file = Path.Combine(room.FullName, "listener.conf");
        await File.WriteAllLinesAsync(file, ["[DEFAULT]", $"transport_url = {broker.Url()}"]);
        var start = new System.Diagnostics.ProcessStartInfo("/usr/bin/python3", ["-c", Listener, file]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = System.Diagnostics.Process.Start(start)!;
        var heard = new List<JsonElement>();
        try
        {
            for (var left = 2 * region.Accepted.Count; left > 0; left--)
            {
                var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Long, TestContext.Current.CancellationToken);
                using var one = JsonDocument.Parse(line!);
                if (one.RootElement[2].ValueKind is JsonValueKind.Null) left++; // of a share type
                else heard.Add(one.RootElement.Clone());
            }
        }
        finally
        {
            process.Kill();
            room.Delete(recursive: true);
        }
        Assert.All(region.Accepted, share => Assert.Equal(Whole, heard.Where(one => one[2].GetString() == share).Select(one => one[0].GetString())));
        Assert.All(heard, one => Assert.Equal(("share.region", SmallRegion.Project), (one[1].GetString(), one[3].GetString())));
    }

    [Fact]
    public async Task A_signal_spares_the_look_for_work_and_without_the_broker_looking_finds_it()
    {
        const int scan = 20;
        await using var broker = await RabbitServer.Start();
        var server = await DatabaseServer.Start("mariadb");
        await using var region = await SmallRegion.Start(server, $"transport_url = {broker.Url()}", "[operations]", $"scan_interval = {scan}");
        // The first ones also warm it up.
        await region.Create(2);
        await region.Settled(Long);
        var began = TimeProvider.System.GetTimestamp();
        await region.Create(1);
        await region.Settled(Long);
        var signalled = TimeProvider.System.GetElapsedTime(began);

        await broker.Kill(0);
        began = TimeProvider.System.GetTimestamp();
        await region.Create(5);
        await region.Settled(Long);
        var looked = TimeProvider.System.GetElapsedTime(began);
        TestContext.Current.SendDiagnosticMessage("{0}", $"with the broker {signalled.TotalSeconds:0.0} s, without {looked.TotalSeconds:0.0} s");
        Assert.True(signalled < TimeSpan.FromSeconds(scan / 2), $"{signalled} with a broker");
        Assert.True(looked < TimeSpan.FromSeconds(2 * scan) + signalled, $"{looked} without: two hand-overs, each at most a look later");

        await broker.Restart(0);
        Assert.True(await Deadline.Holds(async () =>
        {
            began = TimeProvider.System.GetTimestamp();
            await region.Create(1);
            await region.Settled(Long);
            return TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(scan / 2);
        }, Long), "a broker that is back is used again");
        await region.BooksAgree();
    }

    static string[] Lines(string url, params string[] more) => ["[oslo_messaging_notifications]", "driver = messagingv2", $"transport_url = {url}", .. more];

    static Task<long> Waiting(SmallRegion region) => region.Db.Number(Sql.Raw("SELECT COUNT(*) FROM outbox")).AsTask();

    static async Task<RegionProcess> Delivering(SmallRegion region)
    {
        RegionProcess? found = null;
        Assert.True(await Deadline.Holds(async () =>
        {
            var owner = await region.Db.Text(Sql.Raw("SELECT lease_owner FROM periodic_jobs WHERE id = 'notifications.deliver'")) ?? "";
            found = region.Managers.Concat(region.Schedulers).FirstOrDefault(one => owner.Split('/') is [_, _, _, var id, ..] && id == $"{one.Id}");
            return found is not null;
        }, Long), "nobody delivers");
        return found!;
    }
}
