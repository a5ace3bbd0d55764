using System.Text.Json.Serialization;
using Abaca.Server.AccessRules;
using Abaca.Server.Messages;
using Abaca.Server.Services;
using Abaca.Server.Shares;

namespace Abaca.Server.Reconcile;

/// <summary>Where the setting of a share as its row says stands.</summary>
/// <param name="InstanceId">The share instance.</param>
public sealed record ExportShareState(string InstanceId) : IFlowState<ExportShareState>
{
    /// <summary>Its export locations as they hold now; null until they are known.</summary>
    public IReadOnlyList<ExportLocation>? Exports { get; init; }

    /// <inheritdoc/>
    public static FlowKind<ExportShareState> Kind { get; } =
        new("reconcile.export", 1, TimeSpan.FromMinutes(30), ExportShareJson.Default.ExportShareState);
}

/// <summary>How the state is stored.</summary>
[JsonSerializable(typeof(ExportShareState))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
sealed partial class ExportShareJson : JsonSerializerContext;

/// <summary>Sets size, exports and rules of a share on its storage as the database has them. What the storage refuses stays as it is; the operation says why.</summary>
public sealed class ExportShareFlow(
    Backends backends, ShareInstanceStore instances, ShareSpecs specs, AccessRuleStore rules, ExportLocationStore exports, MessageStore messages,
    ResourceLocks? locks = null) : ResourceFlow<ExportShareState>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Step<ExportShareState>> Steps { get; } =
    [
        new Step<ExportShareState>.Act("set the size", async (state, ct) => (await Resize(backends, instances, specs, state, ct)).Then(state)),
        new Step<ExportShareState>.Act("export it", async (state, ct) => (await Ensure(backends, instances, specs, (rules, locks ?? new ResourceLocks()), state, ct))
            .Then<ExportShareState, CreatedShare>(made => new StepEnd<ExportShareState>.Done(state with { Exports = made.Exports }))),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<ExportShareState> end, CancellationToken ct)
    {
        if (await instances.Find(tx, end.State.InstanceId, ct) is not { } share) return;
        if (end.Refused is { } refused) await messages.Write(tx, MessageAction.Update, ShareSubjects.Message(share, end.RequestId), refused.Detail, ct);
        if (end.Refused is not null || end.State.Exports is not { } made) return;
        await exports.Replace(tx, share.InstanceId, made, ct);
        await rules.ApplyAgain(tx, share, ct);
    }

    static async Task<DriverResult> Resize(Backends backends, ShareInstanceStore instances, ShareSpecs specs, ExportShareState state, CancellationToken ct)
    {
        if (await instances.Find(state.InstanceId, ct) is not { } share) return new DriverResult.Refused(new Refusal(MessageDetail.Unknown, $"Share instance {state.InstanceId} is gone."));
        if (backends.Find(share.ServiceHost) is not { Inventory: { } inventory } driver) return AbsentBackend.Of(share.ServiceHost, $"Share {share.Id}");
        var spec = await specs.Of(share, ct);
        var looked = await inventory.Look(spec, ct);
        if (looked is not DriverResult<IReadOnlyList<BackendObject>>.Done { Value: var there }) return looked.WithoutValue();
        if (there.Count == 0) return new DriverResult.Refused(new Refusal(MessageDetail.NotThere, $"{share.ServiceHost} has nothing of share {share.Id}."));
        var has = there.Select(one => one.SizeBytes).FirstOrDefault(size => size is not null);
        return has is not { } bytes || driver.Resizing is not { } resizing || bytes == (long)share.Size << 30
            ? new DriverResult.Done()
            : await (bytes > (long)share.Size << 30 ? resizing.Shrink(spec, share.Size, ct) : resizing.Extend(spec, share.Size, ct));
    }

    static async Task<DriverResult<CreatedShare>> Ensure(
        Backends backends, ShareInstanceStore instances, ShareSpecs specs, (AccessRuleStore Rules, ResourceLocks Locks) access, ExportShareState state, CancellationToken ct)
    {
        // A rule that is denied between the reading and the setting must not come back.
        using var alone = access.Locks.Keep(ReconciliationStore.IdOf(AccessRuleReconciler.Work, state.InstanceId));
        if (alone is null) return new DriverResult.Unclear("A pass over the rules of the share is under way.");
        if (await instances.Find(state.InstanceId, ct) is not { } share) return new DriverResult.Refused(new Refusal(MessageDetail.Unknown, $"Share instance {state.InstanceId} is gone."));
        if (backends.Find(share.ServiceHost) is not { } driver) return AbsentBackend.Of(share.ServiceHost, $"Share {share.Id}");
        return await driver.Ensure(await specs.Of(share, ct), await access.Rules.Wanted(share, ct), ct);
    }
}
