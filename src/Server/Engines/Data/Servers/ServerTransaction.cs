namespace Abaca.Server.Data.Servers;

/// <summary>One run of a transaction: begun, worked on, committed. When the answer to its commit is lost, its mark tells whether it happened.</summary>
sealed class ServerTransaction<T>(ServerEngine engine, Func<string, IReadOnlyList<Sql>> begin, IReadOnlyList<Sql> end, TimeProvider clock)
{
    /// <summary>So long a server is asked for the mark of a commit whose answer was lost.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly string mark = Guid.CreateVersion7().ToString();

    /// <summary>What to run after the commit.</summary>
    public IReadOnlyList<Action> Rings { get; private set; } = [];

    /// <summary>Runs the work and commits it.</summary>
    /// <exception cref="ConnectionLost">Nothing of it was done.</exception>
    /// <exception cref="DatabaseConflict">Nothing of it was done.</exception>
    /// <exception cref="DatabaseUnavailable">Whether it was done could not be found out, or the server will not serve.</exception>
    public async Task<T> Run(Func<Tx, Task<T>> work)
    {
        await using var session = await ServerSession.Open(engine, engine.Writing, CancellationToken.None);
        var tx = new ServerTx(session);
        T answer;
        try
        {
            await session.Execute(begin(mark), CancellationToken.None);
            answer = await work(tx);
        }
        catch
        {
            await RollBack(session);
            throw;
        }
        finally
        {
            tx.Close();
        }
        await Commit(session);
        Rings = tx.Rings;
        return answer;
    }

    async Task Commit(ServerSession session)
    {
        try
        {
            await session.Execute(end, CancellationToken.None);
        }
        catch (ConnectionLost lost)
        {
            if (!await Happened(lost)) throw;
        }
        catch
        {
            await RollBack(session);
            throw;
        }
    }

    async Task<bool> Happened(ConnectionLost lost)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                // In a transaction of its own: it begins when the one that is asked for has ended, one way or the other.
                await using var session = await ServerSession.Open(engine, engine.Writing, CancellationToken.None);
                await session.Execute(begin(Guid.CreateVersion7().ToString()), CancellationToken.None);
                var marks = await session.Number(TransactionMarks.Count(mark), CancellationToken.None);
                await RollBack(session);
                return marks > 0;
            }
            catch (DatabaseUnavailable away) when (clock.GetElapsedTime(started) > Patience)
            {
                throw new DatabaseUnavailable($"The answer to a commit was lost, and {engine.Address} cannot be asked whether it happened: {away.Message}", lost);
            }
            catch (DatabaseUnavailable)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), clock);
            }
        }
    }

    async Task RollBack(ServerSession session)
    {
        try
        {
            await session.Execute(engine.RollBack, CancellationToken.None);
        }
        catch (Exception gone) when (gone is DatabaseUnavailable or StatementFailed)
        {
            // The server rolls back what its client no longer holds.
        }
    }
}
