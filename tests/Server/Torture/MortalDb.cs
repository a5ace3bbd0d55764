using Abaca.Server.Data;

namespace Abaca.Tests.Server.Torture;

/// <summary>A database whose client may die just before a commit (everything is rolled back) or just after it (nobody hears of it).</summary>
sealed class MortalDb(Db inner, Life life) : Db
{
    public override Dialect Dialect => inner.Dialect;

    public override async Task<T> Transaction<T>(Func<Tx, Task<T>> work, CancellationToken ct = default)
    {
        if (life.DiesAtPoints)
        {
            if (life.IsFatal("before commit")) await RollBackAndDie(work);
        }
        else
        {
            await life.Point("before commit");
        }
        var answer = await inner.Transaction(work, ct);
        await life.Point("after commit");
        return answer;
    }

    public override ValueTask<List<T>> Query<T>(Sql sql, Func<Row, T> read, CancellationToken ct = default) => inner.Query(sql, read, ct);

    public override ValueTask<T?> First<T>(Sql sql, Func<Row, T> read, CancellationToken ct = default) where T : class => inner.First(sql, read, ct);

    public override ValueTask<long> Number(Sql sql, CancellationToken ct = default) => inner.Number(sql, ct);

    public override Task Backup(string file, CancellationToken ct = default) => inner.Backup(file, ct);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    async Task RollBackAndDie<T>(Func<Tx, Task<T>> work)
    {
        try
        {
            await inner.Transaction<T>(async tx =>
            {
                await work(tx);
                throw new Died();
            });
        }
        catch (Exception)
        {
            // Nobody is left to hear it.
        }
        await life.Die();
    }

    sealed class Died : Exception;
}
