namespace Abaca.Server.Scheduling.Filters;

/// <summary>A host admin's hint <c>only_host</c> names the one pool; of other callers it is ignored.</summary>
sealed class OnlyHostFilter : IPoolFilter
{
    public string Name => nameof(OnlyHostFilter);

    public MessageDetail Detail => MessageDetail.NoValidHost;

    public PoolJudge? For(PlacementRequest request) => request is { CallerIsHostAdmin: true, Hints.OnlyHost: { Length: > 0 } only }
        ? pool => pool.Host == only ? null : $"only_host asks for {only}"
        : null;
}
