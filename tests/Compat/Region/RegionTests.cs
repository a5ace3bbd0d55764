using Abaca.Tests.Compat.Service;
using Abaca.Tests.Server.Databases;
using Xunit;

namespace Abaca.Tests.Compat.Region;

/// <summary>Many processes on one database server: what one accepts another finishes, whichever of them dies or stops.</summary>
public sealed class RegionTests
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(90);

    [Theory]
    [InlineData("postgresql")]
    [InlineData("mariadb")]
    public async Task What_is_asked_of_one_process_is_done_by_others_whichever_of_them_dies_or_stops(string engine)
    {
        var server = await DatabaseServer.Start(engine);
        await using var region = await SmallRegion.Start(server);
        await region.Create(20);
        await region.Settled(Long);

        // Killed in the middle of its work, the manager is followed by the other at once: both are on one machine.
        var killed = await region.Working();
        var creating = region.Create(20);
        killed.Kill();
        await creating;
        await region.Settled(Long);
        killed.Start();

        // One that only stands still is waited for, and finds itself replaced when it goes on.
        var stopped = await region.Working();
        Assert.NotEqual(killed.Id, stopped.Id);
        creating = region.Create(10);
        stopped.Stop(true);
        await creating;
        await region.Settled(Long);
        Assert.Equal(killed.Id, (await region.Working()).Id);
        stopped.Stop(false);
        Assert.True(await Deadline.Holds(() => stopped.HasEnded, Long), region.Logs());
        Assert.Equal(75, stopped.Status);
        stopped.Start();

        // An api process and a scheduler less.
        region.Apis[0].Process.Kill();
        region.Schedulers[0].Kill();
        await region.Create(10);
        await region.Settled(Long);
        await region.BooksAgree();
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("mariadb")]
    public async Task A_rolling_restart_is_seen_by_nobody(string engine)
    {
        var server = await DatabaseServer.Start(engine);
        await using var region = await SmallRegion.Start(server);
        var creating = Task.Run(async () =>
        {
            for (var i = 0; i < 6; i++) await region.Create(5);
        });
        foreach (var one in region.Managers.Concat(region.Schedulers))
        {
            Assert.True(await one.End(), region.Logs());
            Assert.Equal(0, one.Status);
            one.Start();
        }
        await creating;
        await region.Settled(Long);
        await region.BooksAgree();
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("mariadb")]
    public async Task A_database_that_goes_away_for_a_moment_loses_nothing(string engine)
    {
        var server = await DatabaseServer.Start(engine);
        await using var region = await SmallRegion.Start(server);
        await region.Create(5);
        var creating = region.Create(20);
        await server.Restart();
        await creating;
        await region.Settled(Long);
        await region.BooksAgree();
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("mariadb")]
    public async Task A_process_that_starts_before_the_database_waits_for_it(string engine)
    {
        var server = await DatabaseServer.Start(engine);
        await using var region = await SmallRegion.Start(server);
        var manager = await region.Working();
        Assert.True(await manager.End(), region.Logs());
        await server.Kill();
        manager.Start();
        Assert.True(await Deadline.Holds(() => manager.Log.Contains("Asked again in 1 s (2 of 100)", StringComparison.Ordinal), Long), region.Logs());
        await server.Again();
        await region.Create(5);
        await region.Settled(Long);
        Assert.False(manager.HasEnded);
    }
}
