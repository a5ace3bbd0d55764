namespace Abaca.Server.Scheduling.Filters;

/// <summary>The pool has room: free space after its reserve, or for thin pools the promises that it may still make.</summary>
sealed class CapacityFilter : IPoolFilter
{
    public string Name => nameof(CapacityFilter);

    public MessageDetail Detail => MessageDetail.FilterCapacity;

    public PoolJudge For(PlacementRequest request) => new CapacityNeed(request).Refusal;
}
