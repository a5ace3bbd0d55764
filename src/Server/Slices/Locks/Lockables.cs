namespace Abaca.Server.Locks;

/// <summary>All kinds of resources that can be locked.</summary>
public sealed class Lockables(IEnumerable<ILockable> all, ResourceLockStore locks)
{
    readonly IReadOnlyList<ILockable> all = [.. all];

    /// <summary>The kind that a request names.</summary>
    /// <exception cref="ApiRefusal">400: there is none.</exception>
    public ILockable Named(string type) => all.FirstOrDefault(one => one.Type == type)
        ?? throw Refusals.BadField("resource_type", $"'{type}' is not one of {string.Join(", ", all.Select(one => one.Type).Order(StringComparer.Ordinal))}.");

    /// <summary>An action that can be locked of a kind.</summary>
    /// <exception cref="ApiRefusal">400: it cannot.</exception>
    public string ActionOf(string type, string action) => Named(type).Actions is var known && known.Contains(action)
        ? action
        : throw Refusals.BadField("resource_action", $"'{action}' cannot be locked of a resource of type {type}; only {string.Join(" and ", known)} can.");

    /// <summary>Refuses a lock that its resource does not allow now, in the transaction that writes it.</summary>
    /// <exception cref="ApiRefusal">409.</exception>
    public async Task MustFit(Tx tx, ResourceLock one, CancellationToken ct)
    {
        if (one.Action == LockedAction.Delete)
        {
            if (await Named(one.ResourceType).Leaving(tx, one.ResourceId, ct) is { } leaving) throw Refusals.Conflict($"The {Words(one)} {one.ResourceId} {leaving}; it cannot be locked.");
            return;
        }
        var hidden = await locks.Of(tx, one.ResourceId, LockedAction.Show, ct);
        if (hidden.Any(other => other.Id != one.Id && other.UserId != one.UserId)) throw Refusals.Conflict($"Somebody else has hidden {Words(one)} {one.ResourceId} already.");
    }

    static string Words(ResourceLock one) => one.ResourceType.Replace('_', ' ');
}
