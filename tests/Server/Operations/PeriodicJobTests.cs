using Abaca.Server.Operations;
using Xunit;

namespace Abaca.Tests.Server.Operations;

public sealed class PeriodicJobTests : IAsyncLifetime
{
    OperationDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await OperationDatabase.Open();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_job_runs_again_and_again_also_after_it_threw()
    {
        var runs = 0;
        await using var engine = await new Engine(database.Db).Start();
        engine.Jobs.Add(new PeriodicJob("count", TimeSpan.FromMilliseconds(5), _ => Interlocked.Increment(ref runs) == 2 ? throw new InvalidOperationException("once") : Task.CompletedTask) { AtStart = true });
        await Eventually.True(() => runs > 4, "it does not run");
        await engine.Jobs.Remove("count");
        var after = runs;
        Assert.InRange(runs, after, after);
    }

    [Fact]
    public async Task Of_two_processes_one_runs_a_job_at_a_time()
    {
        var (now, most, runs) = (0, 0, 0);
        PeriodicJob Job() => new("alone", TimeSpan.FromMilliseconds(3), async ct =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Yield();
            Interlocked.Increment(ref runs);
            Interlocked.Decrement(ref now);
        }) { AtStart = true };
        await using var one = await new Engine(database.Db, "test/1").Start();
        await using var two = await new Engine(database.Db, "test/2").Start();
        one.Jobs.Add(Job());
        two.Jobs.Add(Job());
        await Eventually.True(() => runs > 20, "it does not run");
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task A_job_is_not_due_before_its_interval()
    {
        var runs = 0;
        await using var engine = await new Engine(database.Db).Start();
        engine.Jobs.Add(new PeriodicJob("later", TimeSpan.FromHours(1), _ => { runs++; return Task.CompletedTask; }));
        await Eventually.True(async () => await database.Db.Number($"SELECT COUNT(*) FROM periodic_jobs WHERE id = 'later'") == 1, () => "it is not known");
        var due = await database.Db.Number($"SELECT due_at FROM periodic_jobs WHERE id = 'later'");
        Assert.InRange(Abaca.Server.Data.Moments.FromMicroseconds(due), DateTimeOffset.UtcNow.AddMinutes(59), DateTimeOffset.UtcNow.AddMinutes(67));
        Assert.Equal(0, runs);
    }
}
