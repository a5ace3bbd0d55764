namespace Abaca.Server.Shares;

/// <summary>How a share leaves the service.</summary>
public enum Leaving
{
    /// <summary>It is removed from its backend.</summary>
    Deleted,
    /// <summary>It stays where it is.</summary>
    Unmanaged,
}

/// <summary>
/// What another slice keeps of shares: snapshots, members of groups, access rules, moves. Its owner registers it, so that shares name none of them.
/// Each member does nothing unless the owner says otherwise.
/// </summary>
public interface IShareDependent
{
    /// <summary>Refuses that the share leaves while something of it is in the way.</summary>
    /// <exception cref="ApiRefusal">403 or 409.</exception>
    Task CheckLeaving(Tx tx, Share share, Leaving how, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Removes what lies of the share on backends anywhere but where it is; then the share itself is removed.</summary>
    Task<DriverResult> RemoveElsewhere(Share share, CancellationToken ct) => Task.FromResult<DriverResult>(new DriverResult.Done());

    /// <summary>The share's rows go, and what follows it with them.</summary>
    Task Forget(Tx tx, Share share, CancellationToken ct) => Task.CompletedTask;

    /// <summary>An operator reset the share's status, and unfinished work on it was cancelled.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="share">The share as it was.</param>
    /// <param name="status">The status that it gets.</param>
    /// <param name="ct">Cancellation.</param>
    Task Abandon(Tx tx, Share share, string status, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Nobody goes on with the work on the share, nor can end it.</summary>
    /// <returns>Whether this has brought the share to rest.</returns>
    Task<bool> GiveUp(Tx tx, Share share, CancellationToken ct) => Task.FromResult(false);
}

/// <summary>All that depends on shares, in the order of registration.</summary>
public sealed class ShareDependents(IEnumerable<IShareDependent> all)
{
    readonly IReadOnlyList<IShareDependent> all = [.. all];

    /// <summary>See <see cref="IShareDependent.CheckLeaving"/>.</summary>
    public async Task CheckLeaving(Tx tx, Share share, Leaving how, CancellationToken ct)
    {
        foreach (var one in all) await one.CheckLeaving(tx, share, how, ct);
    }

    /// <summary>See <see cref="IShareDependent.RemoveElsewhere"/>; ends with the first that is not done.</summary>
    public async Task<DriverResult> RemoveElsewhere(Share share, CancellationToken ct)
    {
        foreach (var one in all)
        {
            if (await one.RemoveElsewhere(share, ct) is var end and not DriverResult.Done) return end;
        }
        return new DriverResult.Done();
    }

    /// <summary>See <see cref="IShareDependent.Forget"/>.</summary>
    public async Task Forget(Tx tx, Share share, CancellationToken ct)
    {
        foreach (var one in all) await one.Forget(tx, share, ct);
    }

    /// <summary>See <see cref="IShareDependent.Abandon"/>.</summary>
    public async Task Abandon(Tx tx, Share share, string status, CancellationToken ct)
    {
        foreach (var one in all) await one.Abandon(tx, share, status, ct);
    }

    /// <summary>See <see cref="IShareDependent.GiveUp"/>.</summary>
    public async Task<bool> GiveUp(Tx tx, Share share, CancellationToken ct)
    {
        foreach (var one in all)
        {
            if (await one.GiveUp(tx, share, ct)) return true;
        }
        return false;
    }
}
