namespace Abaca.Server.Parts;

/// <summary>What a kind of resource says of itself to have its status reset, see <see cref="StatusReset{T}"/>.</summary>
/// <typeparam name="T">The resource.</typeparam>
public interface IStatusResetOf<T> : IPartsOf<T> where T : class, IResource<T>
{
    /// <summary>What an operator may set.</summary>
    IReadOnlyCollection<string> Resettable { get; }

    /// <summary>Writes the status.</summary>
    Task Reset(Tx tx, T resource, string status, CancellationToken ct);
}

/// <summary>
/// The action reset_status: an operator overrules. Work under way goes on to its end, but finds the status changed and leaves it alone.
/// </summary>
public sealed class StatusReset<T>(IStatusResetOf<T> of, Db db) where T : class, IResource<T>
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var status = StatusReset.Asked(call, of.Resettable);
        var resource = await of.Changeable(call);
        await db.Transaction(tx => of.Reset(tx, resource, status, call.Aborted), call.Aborted);
        return Reply.Accepted;
    }
}

/// <summary>Reads which status an operator wants.</summary>
public static class StatusReset
{
    /// <summary>The status that the body asks for.</summary>
    /// <exception cref="ApiRefusal">400: none that may be set.</exception>
    public static string Asked(Call call, IReadOnlyCollection<string> resettable)
    {
        var status = call.ActionBody().Required("status");
        return resettable.Contains(status)
            ? status
            : throw Refusals.BadField("status", $"'{status}' is not one of {string.Join(", ", resettable.Order(StringComparer.Ordinal))}.");
    }
}
