using System.Diagnostics;
using System.Globalization;
using Abaca.Tests.Compat.Kill;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>
/// kill -9 of the real service at random moments of a storm of creating, copying, letting in and deleting, in some rounds of a mgr or a Ganesha as
/// well. Afterwards database, subvolumes, identities, export objects, index and every Ganesha agree, and after everything is deleted nothing is left.
/// ABACA_KILL_SEED repeats a run, ABACA_KILL_ROUNDS says how many kills.
/// </summary>
public sealed class WholeKillTests(ITestOutputHelper output)
{
    const int BetweenChecks = 5;
    const int Users = 4;
    const int LongestMs = 2000;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_stuck_or_orphaned_after_kills_with_native_clients()
    {
        await using var ground = await WholeNativeGround.Make(Ct);
        await Kill(ground);
    }

    [Fact]
    public async Task Nothing_is_stuck_or_orphaned_after_kills_with_two_Ganeshas()
    {
        await using var ground = new WholeNfsGround(await CephNfsGround.Make(Ct));
        await Kill(ground);
    }

    internal async Task Kill(IWholeGround ground)
    {
        var (seed, rounds) = (Number("ABACA_KILL_SEED", Random.Shared.Next(1_000_000)), Number("ABACA_KILL_ROUNDS", 15));
        output.WriteLine($"seed {seed}, {rounds} rounds");
        await using var service = await ServiceProcess.Start(ground.Setting.WithoutPasswords());
        var (lots, ledgers, since) = (new Random(seed), new Ledgers(service, ground.Held, "snapshot_id"), Stopwatch.GetTimestamp());
        var storm = new Storm(service, most: 10, ground.Weather);
        await storm.Prepare();
        for (var round = 1; round <= rounds; round++)
        {
            var wounded = await Round(ground, service, storm.Blow(Users, unchecked((seed * 31) + round)), lots);
            output.WriteLine($"{Stopwatch.GetElapsedTime(since).TotalSeconds:0} s: round {round} {wounded}");
            if (round % BetweenChecks != 0 && round != rounds) continue;
            await storm.EndMoves();
            await Check(ledgers, service, $"seed {seed}, round {round}");
        }
        output.WriteLine($"{Stopwatch.GetElapsedTime(since).TotalSeconds:0} s; accepted: {storm.Accepted}");
        Assert.True(storm.Faults.Count == 0, $"seed {seed}:\n{string.Join('\n', storm.Faults)}");
        await storm.ClearUp();
        await Check(ledgers, service, $"seed {seed}, at the end");
        var held = await ground.Held();
        Assert.True(held is { Shares.Count: 0, Snapshots.Count: 0, Rules.Count: 0 }, $"left: {string.Join(", ", held.Shares.Keys.Concat(held.Snapshots).Concat(held.Rules.Keys))}");
    }

    /// <summary>One life of the service; in a third of them a daemon dies shortly before it.</summary>
    static async Task<string> Round(IWholeGround ground, ServiceProcess service, Task blowing, Random lots)
    {
        var (calm, alone, dying) = (lots.Next(20, LongestMs), lots.Next(3) != 0, lots.Next(600));
        await Task.Delay(calm, Ct);
        var wounded = "";
        if (!alone)
        {
            wounded = "and " + await ground.Wound(lots, Ct);
            await Task.Delay(dying, Ct);
        }
        service.Kill();
        await blowing;
        await Task.WhenAll(service.Start(), ground.Heal(Ct));
        return wounded;
    }

    static async Task Check(Ledgers ledgers, ServiceProcess service, string when)
    {
        var wrong = await ledgers.WhatIsWrong();
        Assert.True(wrong.Count == 0, $"{when}:\n{string.Join('\n', wrong)}\n\n{service.LogTail}");
    }

    static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
