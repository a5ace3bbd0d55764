using Abaca.Server.Signalling;
using Abaca.Server.Operations;
using Abaca.Tests.Server.Torture;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Abaca.Tests.Server.Operations;

public sealed class OverdueTests
{
    [Fact]
    public async Task An_operation_in_a_lane_that_nobody_serves_is_shown_as_overdue_and_unwinds_when_it_is_served_again()
    {
        await using var database = await OperationDatabase.Open();
        var clock = StandingClock.New();
        var (store, signals) = (Store(database, clock), new Signals());
        var toy = new ToyCase(Effort.Whole);
        await toy.Prepare(database.Db);
        var subject = await toy.Make(database.Db, clock);
        var operations = new OperationQueue(store, signals, new OperationsOptions { Deadline = TimeSpan.FromHours(3) }, clock);
        var id = "";
        await database.Db.Transaction(async tx => id = await subject.Begin(tx, operations));
        var records = new OperationRecords(store, signals, clock);
        Assert.Null((await records.Show(id))!.Reason);

        clock.Advance(TimeSpan.FromHours(3));
        var overdue = Assert.Single(await records.List(new OperationQuery()));
        Assert.Equal("pending", overdue.State);
        Assert.StartsWith("Overdue since 2030-01-01 00:00:00Z: no worker of lane chooser takes it", overdue.Reason, StringComparison.Ordinal);
        Assert.Contains("Its deadline 2030-01-01 02:00:00Z has passed", overdue.Reason, StringComparison.Ordinal);

        var run = new OperationRun(
            store, subject.Flows(new Life(database.Db, 1, Ordeal.Death, 0, null)), new OperationsOptions(), clock,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<OperationRun>.Instance);
        var op = Assert.Single((await store.Claim("chooser", new LaneRoom(1, _ => 1, null), default)).Held);
        using var lease = new Lease(clock.GetUtcNow() + TimeSpan.FromSeconds(60), clock, default);
        await run.Run(new HeldOperation(op, lease), _ => true);
        var ended = (await records.Show(id))!;
        Assert.Equal("refused", ended.State);
        await subject.Check(ended);
    }

    static OperationStore Store(OperationDatabase database, FakeTimeProvider clock)
    {
        var leases = new LeaseTable(database.Db, "operations", new ProcessOwner("overdue/1", _ => true), TimeSpan.FromSeconds(60));
        return new OperationStore(database.Db, leases, new Signals(), clock);
    }
}
