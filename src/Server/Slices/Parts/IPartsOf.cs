namespace Abaca.Server.Parts;

/// <summary>
/// What a kind of resource says of itself once for all the parts it is composed of: its list, updates, resets of its status, metadata, specs, grants.
/// One class of its slice implements this with the parts it has, and <see cref="ResourceRegistration"/> registers it.
/// </summary>
/// <typeparam name="T">The resource.</typeparam>
public interface IPartsOf<T> where T : class, IResource<T>
{
    /// <summary>The way to one from an id in a request.</summary>
    Visible<T> Visible { get; }

    /// <summary>One as it is in the transaction; null: it is gone.</summary>
    ValueTask<T?> Now(Tx tx, T seen, CancellationToken ct);

    /// <summary>The resource of the path, for a caller who may name it.</summary>
    /// <exception cref="ApiRefusal">404.</exception>
    Task<T> Named(Call call) => Visible.ToName(call, call["id"]);

    /// <summary>The resource of the path, for a caller who may change it by the rule of the endpoint.</summary>
    /// <exception cref="ApiRefusal">404 or 403.</exception>
    Task<T> Changeable(Call call) => Visible.ToChange(call, call["id"], call.Endpoint.Policy!);
}
