using Abaca.Server.Shares;

namespace Abaca.Server.AccessRules;

/// <summary>Makes the rules of a share those that its storage has in force.</summary>
public sealed class FoundRules(AccessRuleStore rules, TimeProvider clock)
{
    /// <summary>Does it, in the caller's transaction: rules that are in force keep their ids, metadata and keys.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="share">The share, with the instance that was looked at.</param>
    /// <param name="applied">What is in force.</param>
    /// <param name="requestId">Who asks.</param>
    /// <param name="ct">Cancellation.</param>
    /// <exception cref="ApiRefusal">409: its rules are being changed, or its replicas may have others.</exception>
    public async Task Take(Tx tx, Share share, IReadOnlyList<AppliedRule> applied, string requestId, CancellationToken ct = default)
    {
        if (share.AccessRulesStatus != RuleState.Active || share.IsReadOnly) throw Refusals.Conflict($"The access rules of share {share.Id} are being changed; list anew.");
        if (share.HasReplicas) throw Refusals.Conflict($"Share {share.Id} has replicas, which have its rules too: change them, or have them set as the database has them (export).");
        var left = applied.ToList();
        foreach (var rule in await rules.Of(tx, share.Id, ct))
        {
            if (left.FindIndex(one => IsOf(one, rule)) is var at and >= 0) left.RemoveAt(at);
            else await rules.Remove(tx, rule.Id, share.InstanceId, ct);
        }
        foreach (var one in left) await rules.Insert(tx, New(share, one, requestId), share, ct);
        await rules.Ask(tx, share, ct);
    }

    StoredRule New(Share share, AppliedRule one, string requestId) => new()
    {
        Id = AccessRuleId.New(), ShareId = share.Id, Type = one.Type, To = one.To, Level = one.Level == AccessLevel.Ro ? "ro" : "rw",
        State = RuleState.QueuedToApply, RequestId = requestId, CreatedAt = clock.GetUtcNow(),
    };

    static bool IsOf(AppliedRule one, StoredRule rule) =>
        one.Type == rule.Type && one.Level == rule.ForDriver.Level && ClientNames.Same(one.Type, one.To, rule.To);
}
