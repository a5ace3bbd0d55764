using Abaca.Server.Data;
using Abaca.Server.Http;

namespace Abaca.Server.Parts;

/// <summary>What a kind of resource says of itself to be updated, see <see cref="Update{T}"/>.</summary>
/// <typeparam name="T">The resource.</typeparam>
public interface IUpdateOf<T>
{
    /// <summary>What the body asks for.</summary>
    Fields Asked(Call call);

    /// <summary>The resource of the path, for a caller who changes it.</summary>
    /// <exception cref="ApiRefusal">404 or 403.</exception>
    Task<T> ToUpdate(Call call);

    /// <summary>The resource as it is to be.</summary>
    /// <exception cref="ApiRefusal">400 or 403.</exception>
    T Changed(Call call, Fields asked, T now);

    /// <summary>Writes it.</summary>
    Task Save(Tx tx, T changed, CancellationToken ct);

    /// <summary>The answer.</summary>
    Task<Reply> Shown(Call call, T changed);
}

/// <summary>PUT of one resource: what the body does not name stays.</summary>
public sealed class Update<T>(IUpdateOf<T> of, Db db)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var asked = of.Asked(call);
        var changed = of.Changed(call, asked, await of.ToUpdate(call));
        await db.Transaction(tx => of.Save(tx, changed, call.Aborted), call.Aborted);
        return await of.Shown(call, changed);
    }
}
