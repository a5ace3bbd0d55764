namespace Abaca.Server.Identity.Api;

/// <summary>Writes to the identity tables. Every one of them ends with the tokens being looked up anew, so that it counts at once.</summary>
sealed class Changes(Db db, Tokens tokens)
{
    /// <summary>Runs the work in a transaction.</summary>
    /// <param name="work">What to write.</param>
    /// <param name="taken">Thrown instead of a violated unique key.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<T> Run<T>(Func<Tx, Task<T>> work, IdentityRefusal? taken, CancellationToken ct)
    {
        try
        {
            return await db.Transaction(work, ct);
        }
        catch (UniqueViolation) when (taken is not null)
        {
            throw taken;
        }
        finally
        {
            tokens.Forget();
        }
    }

    /// <summary>As <see cref="Run{T}"/>, without an answer.</summary>
    public Task Run(Func<Tx, Task> work, IdentityRefusal? taken, CancellationToken ct) => Run(async tx =>
    {
        await work(tx);
        return true;
    }, taken, ct);

    /// <summary>Runs a deletion and refuses with 404 when it found nothing.</summary>
    public async Task<Answer> Delete(Func<Tx, Task<int>> work, string kind, string id, CancellationToken ct) =>
        await Run(work, null, ct) > 0 ? Answer.Nothing : throw IdentityRefusals.NotFound(kind, id);
}
