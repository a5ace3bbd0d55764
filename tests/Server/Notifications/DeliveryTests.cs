using Abaca.Server.Data;
using Abaca.Server.Data.Migrations;
using Abaca.Server.Notifications;
using Abaca.Server.Signalling;
using Abaca.Tests.Server.Databases;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Abaca.Tests.Server.Notifications;

/// <summary>The outbox with a driver that refuses: what waits keeps its order, and does not wait for what it has nothing to do with.</summary>
public sealed class DeliveryTests : IAsyncLifetime
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    readonly string directory = Directory.CreateTempSubdirectory("abaca-outbox-").FullName;
    readonly RecordedNotifications driver = new();
    readonly Signals signals = new();
    readonly CancellationTokenSource end = new();
    Db db = null!;
    Task running = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        db = Db.Open(await TestDatabase.UrlFor(directory));
        await new Migrator(db, TimeProvider.System).Migrate();
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await Task.WhenAny(running);
        await db.DisposeAsync();
        await TestDatabase.Drop(directory);
        Directory.Delete(directory, recursive: true);
        end.Dispose();
    }

    [Fact]
    public async Task Those_about_one_resource_keep_their_order_when_some_are_refused()
    {
        var refusals = 3;
        driver.Takes = one => one.ResourceId != "a" || one.EventType != "a.2" || refusals-- <= 0;
        for (var i = 1; i <= 4; i++) await Write("a", "b", "c").Invoke(i);
        Deliver(new NotificationSettings(true, "h", -1, 1000));
        await Until(async () => await Waiting() == 0);
        foreach (var resource in (string[])["a", "b", "c"])
            Assert.Equal([1, 2, 3, 4], driver.Told.Where(one => one.ResourceId == resource).Select(one => int.Parse(one.EventType[2..], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(12, driver.Told.Count);
    }

    [Fact]
    public async Task What_rolls_back_is_not_told()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.Transaction(async tx =>
        {
            await NotifierOf(new NotificationSettings(true, "h", -1, 1000)).Write(tx, Told("a", 1));
            throw new InvalidOperationException("no");
        }));
        Assert.Equal(0, await Waiting());
    }

    [Fact]
    public async Task When_more_wait_than_may_the_oldest_go()
    {
        driver.Takes = _ => false;
        for (var i = 1; i <= 6; i++) await Write("a").Invoke(i);
        Deliver(new NotificationSettings(true, "h", -1, 4));
        await Until(async () => await Waiting() == 4);
        driver.Takes = null;
        await Until(async () => await Waiting() == 0);
        Assert.Equal(["a.3", "a.4", "a.5", "a.6"], driver.Events);
    }

    [Fact]
    public async Task One_that_has_failed_as_often_as_it_may_goes_and_the_next_is_delivered()
    {
        driver.Takes = one => one.EventType != "a.1";
        for (var i = 1; i <= 2; i++) await Write("a").Invoke(i);
        Deliver(new NotificationSettings(true, "h", 1, 1000));
        await Until(async () => await Waiting() == 0);
        Assert.Equal(["a.2"], driver.Events);
    }

    Func<int, Task> Write(params string[] resources) => number => db.Transaction(async tx =>
    {
        foreach (var resource in resources) await NotifierOf(new NotificationSettings(true, "h", -1, 1000)).Write(tx, Told(resource, number));
    });

    static Notification Told(string resource, int number) => new("share", $"{resource}.{number}", resource, new NotificationOrigin(null, null, null), _ => { });

    Notifier NotifierOf(NotificationSettings settings) => new(settings, new Outbox(db), signals, TimeProvider.System);

    void Deliver(NotificationSettings settings) =>
        running = new NotificationDelivery(new Outbox(db), [driver], settings, signals, TimeProvider.System, NullLogger<NotificationDelivery>.Instance).Run(end.Token);

    async Task<long> Waiting() => (await Outbox.Waiting(db)).Waiting;

    static async Task Until(Func<Task<bool>> holds)
    {
        for (var until = DateTime.UtcNow + Long; !await holds();)
        {
            Assert.True(DateTime.UtcNow < until, "it takes too long");
            await Task.Delay(20);
        }
    }
}
