namespace Abaca.Server.Shares;

/// <summary>An instance of a share, as administrators name it; whoever may act on the share may where the endpoint's rule lets them.</summary>
/// <param name="Share">The share as this instance of it.</param>
public sealed record InstanceOfShare(Share Share) : IResource<InstanceOfShare>
{
    /// <inheritdoc/>
    public static string Kind => "Share instance";

    /// <inheritdoc/>
    public Owner? Owner => Share.Owner;
}

/// <summary>Finds instances.</summary>
sealed class InstancesOfShares(ShareInstanceStore instances) : ISource<InstanceOfShare>
{
    /// <inheritdoc/>
    public async ValueTask<InstanceOfShare?> Find(Caller caller, string id, CancellationToken ct) =>
        await instances.Find(id, ct) is { } share ? new InstanceOfShare(share) : null;
}
