using System.Text.Json.Serialization;
using Abaca.Server.Services;

namespace Abaca.Server.Reconcile;

/// <summary>Where the removal of an orphan stands.</summary>
/// <param name="ServiceHost">The backend.</param>
/// <param name="Found">The object as it was planned: identity and mark are those that it must still have.</param>
/// <param name="Outer">Of a snapshot the share that it lies in, or null.</param>
public sealed record RemoveObjectState(string ServiceHost, BackendObject Found, BackendObject? Outer) : IFlowState<RemoveObjectState>
{
    /// <inheritdoc/>
    public static FlowKind<RemoveObjectState> Kind { get; } =
        new("reconcile.remove", 1, TimeSpan.FromMinutes(30), RemoveObjectJson.Default.RemoveObjectState);
}

/// <summary>How the state is stored.</summary>
[JsonSerializable(typeof(RemoveObjectState))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
sealed partial class RemoveObjectJson : JsonSerializerContext;

/// <summary>
/// Removes what an operator named, when it is still what was named: no row has it, its identity and its mark are as planned, and the mark is ours. All
/// of it is asked in the moment of removal. What is refused stays as it is; the operation says why.
/// </summary>
public sealed partial class RemoveObjectFlow(Backends backends, StockStore store, Deployment deployment, ILogger<RemoveObjectFlow> log) : ResourceFlow<RemoveObjectState>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Step<RemoveObjectState>> Steps { get; } =
    [
        new Step<RemoveObjectState>.Decide("look for a row", (tx, state, ct) => LookForRow(store, tx, state, ct)),
        new Step<RemoveObjectState>.Act("remove it", async (state, ct) => (await Remove(backends, deployment, state, ct)).Then(state)),
    ];

    /// <inheritdoc/>
    public override Task Settle(Tx tx, Settlement<RemoveObjectState> end, CancellationToken ct)
    {
        var (found, host) = (end.State.Found, end.State.ServiceHost);
        if (end.Refused is { } refused) LogKept(host, found.Kind, found.Name, refused.Text);
        else LogRemoved(host, found.Kind, found.Name, found.Identity, found.Mark?.ToString());
        return Task.CompletedTask;
    }

    static async Task<StepEnd<RemoveObjectState>> LookForRow(StockStore store, Tx tx, RemoveObjectState state, CancellationToken ct)
    {
        var rows = await store.Read(tx, ct);
        var mark = state.Found.Mark!;
        var row = rows.Shares.FirstOrDefault(share => share.InstanceId == mark.InstanceId || share.ObjectIdentity == state.Found.Identity)?.InstanceId
            ?? rows.Snapshots.FirstOrDefault(one => one.InstanceId == mark.InstanceId || one.SnapshotId == mark.SnapshotId || one.ObjectIdentity == state.Found.Identity)?.InstanceId;
        return row is null ? new StepEnd<RemoveObjectState>.Done(state) : new StepEnd<RemoveObjectState>.Refused(No($"{state.Found.Name} has a row now ({row})."));
    }

    static async Task<DriverResult> Remove(Backends backends, Deployment deployment, RemoveObjectState state, CancellationToken ct)
    {
        if (backends.Find(state.ServiceHost) is not { Inventory: { } inventory } driver) return AbsentBackend.Of(state.ServiceHost, state.Found.Name);
        var (found, mark) = (state.Found, state.Found.Mark!);
        if (mark.Deployment != deployment.Id) return new DriverResult.Refused(No($"{found.Name} belongs to {mark}."));
        if (found.Kind == "share")
        {
            var share = ObjectSpecs.Share(found, mark);
            return await StillIt(await inventory.Look(share, ct), found, () => driver.Delete(share, ct));
        }
        // Where snapshots lie by themselves, any share leads to them.
        var outer = state.Outer ?? (found.Around.Count == 0 ? found : null);
        if (outer?.Place is null || driver.Snapshots is not { } snapshots) return new DriverResult.Refused(No($"Nobody knows which share {found.Name} is a snapshot of."));
        var parent = ObjectSpecs.Share(outer, outer.Mark ?? mark with { SnapshotId = null, InstanceId = outer.InstanceId ?? mark.InstanceId });
        var snapshot = ObjectSpecs.Snapshot(found, mark, parent);
        return await StillIt(await inventory.Look(snapshot, ct), found, () => snapshots.DeleteSnapshot(snapshot, ct));
    }

    /// <summary>Removes it when what lies there is what was planned; nothing there is done.</summary>
    static async Task<DriverResult> StillIt(DriverResult<IReadOnlyList<BackendObject>> looked, BackendObject planned, Func<Task<DriverResult>> remove)
    {
        if (looked is not DriverResult<IReadOnlyList<BackendObject>>.Done { Value: var there }) return looked.WithoutValue();
        if (there.FirstOrDefault(one => one.Identity != planned.Identity || one.Mark != planned.Mark) is { } other)
            return new DriverResult.Refused(No($"Where {planned.Name} was planned to go lies {other.Identity}, marked as {other.Mark?.ToString() ?? "nobody's"}; nothing was done to it."));
        return there.Count == 0 ? new DriverResult.Done() : await remove();
    }

    static Refusal No(string text) => new(MessageDetail.NotOwned, text);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Backend {ServiceHost}: removed {Kind} {Name} ({Identity}), marked as {Mark}, as an administrator asked")]
    partial void LogRemoved(string serviceHost, string kind, string name, string? identity, string? mark);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Backend {ServiceHost}: {Kind} {Name} stays: {Why}")]
    partial void LogKept(string serviceHost, string kind, string name, string why);
}
