using System.Collections.Concurrent;
using Abaca.DriverSdk;

namespace Abaca.Tests.Server.Hosting;

/// <summary>A driver whose calls are written down as they end and can be held up. It has the abilities of the driver within.</summary>
sealed class WatchedDriver(IShareDriver inner) : IShareDriver
{
    readonly ConcurrentDictionary<string, Gate> gates = new(StringComparer.Ordinal);
    readonly ConcurrentQueue<string> ended = new();

    /// <summary>Calls in the order in which they ended: <c>ensure 1 GiB [10.0.0.1 rw]</c>, each behind its share instance.</summary>
    public IReadOnlyList<string> Of(string instanceId) =>
        [.. ended.Where(call => call.StartsWith(instanceId, StringComparison.Ordinal)).Select(call => call[(instanceId.Length + 1)..])];

    /// <summary>The next call of this name is held up before it does anything.</summary>
    public Gate Hold(string call, string instanceId) => gates[$"{call} {instanceId}"] = new Gate();

    public IResizing? Resizing => inner.Resizing is { } able ? new WatchedResizing(able, this) : null;

    public ISnapshots? Snapshots => inner.Snapshots;

    public ICloning? Cloning => inner.Cloning;

    public IReverting? Reverting => inner.Reverting;

    public IGroups? Groups => inner.Groups;

    public IReplication? Replication => inner.Replication is { } able ? new WatchedReplication(able, this) : null;

    public IInventory? Inventory => inner.Inventory;

    public IManaging? Managing => inner.Managing;

    public IMigration? Migration => inner.Migration;

    public Task<DriverResult> Start(CancellationToken ct = default) => inner.Start(ct);

    public Task<DriverResult<BackendReport>> Report(CancellationToken ct = default) => inner.Report(ct);

    public Task<DriverResult<CreatedShare>> Create(ShareSpec share, CancellationToken ct = default) =>
        Call("create", share, "", () => inner.Create(share, ct));

    public Task<DriverResult> Delete(ShareSpec share, CancellationToken ct = default) => Call("delete", share, "", () => inner.Delete(share, ct));

    public Task<DriverResult<IReadOnlyList<RuleOutcome>>> SetAccess(ShareSpec share, IReadOnlyList<AccessRule> whole, CancellationToken ct = default) =>
        Call("set", share, $" {Text(whole)}", () => inner.SetAccess(share, whole, ct));

    public Task<DriverResult<IReadOnlyList<AppliedRule>>> ReadAccess(ShareSpec share, CancellationToken ct = default) => inner.ReadAccess(share, ct);

    public Task<DriverResult<CreatedShare>> Ensure(ShareSpec share, IReadOnlyList<AccessRule> whole, CancellationToken ct = default) =>
        Call("ensure", share, $" {share.SizeGib} GiB {Text(whole)}", () => inner.Ensure(share, whole, ct));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    async Task<T> Call<T>(string name, ShareSpec share, string words, Func<Task<T>> work)
    {
        if (gates.TryRemove($"{name} {share.InstanceId}", out var gate)) await gate.Pass();
        var end = await work();
        ended.Enqueue($"{share.InstanceId} {name}{words}");
        return end;
    }

    static string Text(IReadOnlyList<AccessRule> rules) =>
        $"[{string.Join(", ", rules.Select(rule => $"{rule.To} {rule.Level.ToString().ToLowerInvariant()}").Order(StringComparer.Ordinal))}]";

    sealed class WatchedResizing(IResizing inner, WatchedDriver driver) : IResizing
    {
        public Task<DriverResult> Extend(ShareSpec share, int sizeGib, CancellationToken ct = default) =>
            driver.Call("extend", share, $" {sizeGib} GiB", () => inner.Extend(share, sizeGib, ct));

        public Task<DriverResult> Shrink(ShareSpec share, int sizeGib, CancellationToken ct = default) =>
            driver.Call("shrink", share, $" {sizeGib} GiB", () => inner.Shrink(share, sizeGib, ct));
    }

    sealed class WatchedReplication(IReplication inner, WatchedDriver driver) : IReplication
    {
        public Task<DriverResult<ReplicaReport>> CreateReplica(ReplicaSet set, CancellationToken ct = default) =>
            driver.Call("replicate", set.This.Share, "", () => inner.CreateReplica(set, ct));

        public Task<DriverResult> DeleteReplica(ReplicaSet set, CancellationToken ct = default) =>
            driver.Call("unreplicate", set.This.Share, "", () => inner.DeleteReplica(set, ct));

        public Task<DriverResult<ReplicaReport>> UpdateReplica(ReplicaSet set, CancellationToken ct = default) =>
            driver.Call("update", set.This.Share, "", () => inner.UpdateReplica(set, ct));

        public Task<DriverResult<Promotion>> PromoteReplica(ReplicaSet set, CancellationToken ct = default) =>
            driver.Call("promote", set.This.Share, "", () => inner.PromoteReplica(set, ct));
    }
}

/// <summary>Where a call is held up.</summary>
sealed class Gate
{
    readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A call stands before it.</summary>
    public Task Reached => reached.Task.WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Lets it go on.</summary>
    public void Open() => open.TrySetResult();

    internal Task Pass()
    {
        reached.TrySetResult();
        return open.Task;
    }
}
