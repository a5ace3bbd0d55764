using Abaca.Server.Data;
using Abaca.Server.Operations;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Operations;

/// <summary>Deadlines, back-offs and leases count the time in which the service could work.</summary>
public sealed class WorkClockTests
{
    static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_time_of_day_that_jumps_by_a_day_is_not_noticed(int days)
    {
        var machine = new Machine();
        var clock = new WorkClock(machine, Start);
        machine.Runs(TimeSpan.FromSeconds(3));
        machine.SetTimeOfDay(TimeSpan.FromDays(days));
        Assert.Equal(Start + TimeSpan.FromSeconds(3), clock.GetUtcNow());
        machine.Runs(TimeSpan.FromSeconds(2));
        Assert.Equal(Start + TimeSpan.FromSeconds(5), clock.GetUtcNow());
        Assert.Equal(machine.GetUtcNow() + TimeSpan.FromMinutes(1), clock.InTimeOfDay(clock.GetUtcNow() + TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void A_process_that_was_stopped_has_not_worked_meanwhile()
    {
        var machine = new Machine();
        var clock = new WorkClock(machine, Start);
        machine.Runs(TimeSpan.FromMinutes(90));
        Assert.Equal(Start + WorkClock.MostAtOnce, clock.GetUtcNow());
    }

    [Theory]
    [InlineData(90, 0)]
    [InlineData(90, 1)]
    [InlineData(90, -1)]
    public async Task A_service_that_was_off_goes_on_where_it_was(int minutes, int days)
    {
        await using var database = await OperationDatabase.Open();
        var machine = new Machine();
        var clock = await WorkClock.Of(database.Db, machine);
        Assert.Equal(machine.GetUtcNow(), clock.GetUtcNow());
        machine.Runs(TimeSpan.FromSeconds(4));
        await clock.Save(database.Db);
        var stood = clock.GetUtcNow();
        machine.Runs(TimeSpan.FromMinutes(minutes));
        machine.SetTimeOfDay(TimeSpan.FromDays(days));
        var later = await WorkClock.Of(database.Db, machine) is var next ? next.GetUtcNow() : default;
        Assert.InRange(later - stood, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Lives_too_short_to_save_are_not_lost()
    {
        await using var database = await OperationDatabase.Open();
        var machine = new Machine();
        var began = (await WorkClock.Of(database.Db, machine)).GetUtcNow();
        for (var life = 0; life < 20; life++)
        {
            var clock = await WorkClock.Of(database.Db, machine);
            await clock.Save(database.Db);
            machine.Runs(TimeSpan.FromSeconds(2));
        }
        Assert.Equal(began + TimeSpan.FromSeconds(40), (await WorkClock.Of(database.Db, machine)).GetUtcNow());
    }

    [Fact]
    public async Task Of_two_processes_the_one_behind_catches_up()
    {
        await using var database = await OperationDatabase.Open();
        var machine = new Machine();
        var (first, second) = (new WorkClock(machine, Start), new WorkClock(machine, Start + TimeSpan.FromSeconds(30)));
        await second.Save(database.Db);
        await first.Save(database.Db);
        Assert.Equal(second.GetUtcNow(), first.GetUtcNow());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Work_is_neither_over_its_deadline_nor_asleep_after_an_hour_and_a_half_and_a_day_of_another_clock(int days)
    {
        await using var database = await OperationDatabase.Open();
        var machine = new Machine();
        var works = false;
        var flow = new ScriptedFlow(null, new Step<Script>.Act("make", (s, _) => Task.FromResult<StepEnd<Script>>(
            works ? new StepEnd<Script>.Done(s) : new StepEnd<Script>.Unclear("not yet"))));
        string id;
        await using (var engine = await Process(database.Db, machine, flow, "test/1").Start("a"))
        {
            id = await database.Db.Transaction(tx => engine.Operations.Start(tx, new Script("thing"), new OperationSubject("THING", "thing", "p", "r", "thing"), "a"));
            await Eventually.True(async () => (await engine.Records.Show(id))!.Attempt > 0, () => "it was not tried");
            await engine.Clock.Save(database.Db);
        }
        machine.Runs(TimeSpan.FromMinutes(90));
        machine.SetTimeOfDay(TimeSpan.FromDays(days));
        works = true;
        await using var next = Process(database.Db, machine, flow, "test/2");
        next.Dead.Add("test/1");
        await next.Start("a");
        // Its back-off of a second is all that is left to wait.
        await Eventually.True(async () =>
        {
            machine.Runs(TimeSpan.FromSeconds(0.2));
            next.Signals.Send("a");
            return (await next.Records.Show(id))!.FinishedAt is not null;
        }, () => "it sleeps");
        var ended = (await next.Records.Show(id))!;
        Assert.Equal("done", ended.State);
        Assert.InRange(ended.FinishedAt!.Value, machine.GetUtcNow() - TimeSpan.FromMinutes(1), machine.GetUtcNow());
    }

    [Fact]
    public void A_lease_ends_while_its_holder_is_stopped()
    {
        var machine = new Machine();
        var clock = new WorkClock(machine, Start);
        using var lease = new Lease(clock.GetTimestamp(), TimeSpan.FromSeconds(60), clock, default);
        machine.SetTimeOfDay(TimeSpan.FromDays(-1));
        Assert.True(lease.IsOurs);
        machine.Runs(TimeSpan.FromSeconds(61));
        Assert.False(lease.IsOurs);
    }

    static Engine Process(Db db, Machine machine, ScriptedFlow flow, string name)
    {
        var clock = WorkClock.Of(db, machine).GetAwaiter().GetResult();
        var engine = new Engine(db, name, machine, new OperationsOptions { Scan = TimeSpan.FromMilliseconds(100) }, parts => parts.AddSingleton(clock));
        engine.Flows.Add(flow);
        return engine;
    }

    /// <summary>A machine whose clocks run when they are told to; timers are real.</summary>
    sealed class Machine : TimeProvider
    {
        readonly Lock gate = new();
        TimeSpan up;
        TimeSpan set;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp()
        {
            lock (gate) return up.Ticks;
        }

        public override DateTimeOffset GetUtcNow()
        {
            lock (gate) return Start + up + set;
        }

        public void Runs(TimeSpan by)
        {
            lock (gate) up += by;
        }

        public void SetTimeOfDay(TimeSpan by)
        {
            lock (gate) set += by;
        }
    }
}
