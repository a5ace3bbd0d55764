using System.Diagnostics;
using System.Globalization;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Kill;

/// <summary>
/// kill -9 of the real process at random moments of a storm. Afterwards nothing is stuck or orphaned, use of quotas and pools equals the rows, and
/// the backend holds exactly what the database says. ABACA_KILL_SEED repeats a run, ABACA_KILL_ROUNDS says how many kills.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    const int BetweenChecks = 5;

    [Fact]
    public async Task Nothing_is_stuck_or_orphaned_after_fifty_kills_on_the_dummy_backend()
    {
        await using var service = await ServiceProcess.Start(
            ServiceSetting.Dummy.WithoutPasswords().With("dummy_driver_default_driver_method_delay = 0.02"));
        await Kill(service, new Storm(service, most: 25), new Plan(Rounds(50), Users: 8, LongestMs: 1300),
            () => Task.FromResult(HeldThings.Dummy(Path.Combine(service.BackendState, "held.json"))));
    }

    [Fact]
    public async Task Nothing_is_stuck_or_orphaned_after_kills_on_the_local_backend()
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Local.WithoutPasswords());
        await Kill(service, new Storm(service, most: 12), new Plan(Rounds(15), Users: 4, LongestMs: 2000), () => HeldThings.Local(service.BackendState));
        await service.Stop();
    }

    async Task Kill(ServiceProcess service, Storm storm, Plan plan, Func<Task<HeldThings>> read)
    {
        var seed = Number("ABACA_KILL_SEED", Random.Shared.Next(1_000_000));
        output.WriteLine($"seed {seed}, {plan.Rounds} rounds");
        var lots = new Random(seed);
        var ledgers = new Ledgers(service, read);
        var since = Stopwatch.GetTimestamp();
        await storm.Prepare();
        for (var round = 1; round <= plan.Rounds; round++)
        {
            var blowing = storm.Blow(plan.Users, unchecked((seed * 31) + round));
            await Task.Delay(lots.Next(20, plan.LongestMs));
            service.Kill();
            await blowing;
            await service.Start();
            if (round % BetweenChecks != 0 && round != plan.Rounds) continue; // kills in the middle of recovering are wanted too
            var wrong = await ledgers.WhatIsWrong();
            Assert.True(wrong.Count == 0, $"seed {seed}, round {round} (kills since round {Math.Max(0, round - BetweenChecks)}):\n{string.Join('\n', wrong)}\n\n{service.LogTail}");
        }
        output.WriteLine($"{Stopwatch.GetElapsedTime(since).TotalSeconds:0} s; accepted: {storm.Accepted}");
        Assert.True(storm.Faults.Count == 0, $"seed {seed}:\n{string.Join('\n', storm.Faults)}");
    }

    static int Rounds(int usual) => Number("ABACA_KILL_ROUNDS", usual);

    static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    sealed record Plan(int Rounds, int Users, int LongestMs);
}
