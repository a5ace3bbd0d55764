namespace Abaca.Server.Parts;

/// <summary>What a kind of resource says of itself to be updated, see <see cref="Update{T}"/>.</summary>
/// <typeparam name="T">The resource.</typeparam>
public interface IUpdateOf<T> : IPartsOf<T> where T : class, IResource<T>
{
    /// <summary>What the body asks for.</summary>
    Fields Asked(Call call);

    /// <summary>The resource as it is to be.</summary>
    /// <exception cref="ApiRefusal">400 or 403.</exception>
    T Changed(Call call, Fields asked, T now);

    /// <summary>Writes it.</summary>
    Task Save(Tx tx, T changed, CancellationToken ct);

    /// <summary>Tells others of it, in the same transaction.</summary>
    Task Tell(Tx tx, Call call, T changed) => Task.CompletedTask;

    /// <summary>Does the work, and tells others when it is refused.</summary>
    Task Try(Call call, T seen, Func<Task> work) => work();

    /// <summary>The answer.</summary>
    Task<Reply> Shown(Call call, T changed);
}

/// <summary>PUT of one resource: what the body does not name stays, also when somebody else changes it at the same time.</summary>
public sealed class Update<T>(IUpdateOf<T> of, Db db) where T : class, IResource<T>
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var asked = of.Asked(call);
        var seen = await of.Changeable(call);
        var saved = seen;
        await of.Try(call, seen, async () => saved = await db.Transaction(async tx =>
        {
            var changed = of.Changed(call, asked, await of.Now(tx, seen, call.Aborted) ?? throw Visible<T>.NotFound(call["id"]));
            await of.Save(tx, changed, call.Aborted);
            await of.Tell(tx, call, changed);
            return changed;
        }, call.Aborted));
        return await of.Shown(call, saved);
    }
}
