using Abaca.Server.Messages;
using Abaca.Server.Services;
using Abaca.Server.Shares;

namespace Abaca.Server.AccessRules;

/// <summary>
/// Makes the backend enforce exactly the rules that a share's owner asked for: the whole set at once, read back by the driver. A rule is
/// "active" only after that. What is asked for while a pass runs keeps its queued state and is seen by the next one.
/// </summary>
public sealed class AccessRuleReconciler(
    AccessRuleStore rules, ShareInstanceStore instances, ShareSpecs specs, Backends backends, MessageStore messages, Db db) : Reconciler
{
    /// <summary>See <see cref="Reconciler.Kind"/>; the resource is a share instance.</summary>
    public const string Work = "access-rules";

    // Until its creation or deletion has ended, nobody knows whether the backend has the share.
    static readonly string[] NotThere =
    [
        ShareStatus.Creating, ShareStatus.CreatingFromSnapshot, ShareStatus.Deleting, ShareStatus.ManageStarting, ShareStatus.UnmanageStarting,
        ShareStatus.ManageErrorUnmanageStarting, ShareStatus.ReplicationChange,
    ];

    // While its content is replaced nobody may be let in; its flow says when that is done.
    static readonly string[] NotNow = [.. NotThere, ShareStatus.Reverting];
    static readonly TimeSpan UntilItIs = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public override string Kind => Work;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> RequestsOf(string resourceId, CancellationToken ct) =>
        [.. (await rules.On(db, new ShareInstanceId(resourceId), ct)).Where(rule => rule.State is not (RuleState.Active or RuleState.Error) && rule.RequestId.Length > 0)
            .Select(rule => rule.RequestId).Distinct(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override Task<ReconcileResult> Reconcile(string resourceId, CancellationToken ct) => Look(resourceId, NotNow, ct);

    /// <summary>A pass over a share whose content has been replaced, which is saved, and whose way back to its snapshot has not ended yet.</summary>
    public Task<ReconcileResult> LetBackIn(string resourceId, CancellationToken ct) => Look(resourceId, NotThere, ct);

    async Task<ReconcileResult> Look(string resourceId, string[] notIn, CancellationToken ct)
    {
        if (await instances.Find(resourceId, ct) is not { } share) return new ReconcileResult.Done();
        if (notIn.Contains(share.Status)) return Later();
        if (share.ServiceHost.Length == 0) return await Nowhere(share, notIn, ct);
        if (backends.Find(share.ServiceHost) is not { } driver) return new ReconcileResult.Unclear(AbsentBackend.NotStarted(share.ServiceHost));

        var pass = await db.Transaction(tx => Begin(tx, share.InstanceId, notIn, ct), ct);
        if (pass is null) return Later();
        if (!pass.HasWork) return new ReconcileResult.Done();
        var spec = await specs.Of(pass.Share, ct);
        // When all this took longer than the lease, somebody else may have set newer rules.
        ct.ThrowIfCancellationRequested();
        return await driver.SetAccess(spec, AccessRuleStore.Lowered(pass.Share, pass.Wanted.Select(r => r.ForDriver)), ct) switch
        {
            DriverResult<IReadOnlyList<RuleOutcome>>.Done done => await End(pass, done.Value, ct),
            DriverResult<IReadOnlyList<RuleOutcome>>.Refused no => await End(pass, no.Why, ct),
            DriverResult<IReadOnlyList<RuleOutcome>>.Unclear maybe => new ReconcileResult.Unclear(maybe.Why),
            var other => throw new InvalidOperationException($"A driver call cannot end as {other.GetType().Name}."),
        };
    }

    // Its creation found no backend: nobody can be let in, and nobody has to be shut out.
    async Task<ReconcileResult> Nowhere(Share share, string[] notIn, CancellationToken ct)
    {
        var ended = await db.Transaction(async tx =>
        {
            if (await Begin(tx, share.InstanceId, notIn, ct) is not { Share.ServiceHost.Length: 0 } pass) return false;
            var why = new Refusal(MessageDetail.Unknown, $"Share {share.Id} is on no backend.");
            await Refuse(tx, pass, [.. pass.Underway.Except(pass.Leaving).Select(r => (r, why))], ct);
            foreach (var rule in pass.Leaving) await rules.Remove(tx, rule.Id, pass.Share.InstanceId, ct);
            await Conclude(tx, pass.Share, ct);
            return true;
        }, ct);
        return ended ? new ReconcileResult.Done() : Later();
    }

    // Nothing has failed: what the share is in the middle of ends by itself, or stands in its operation's own log.
    static ReconcileResult Later() => new ReconcileResult.Later(UntilItIs);

    // Null: the share is on its way out (or not there yet), and its backend must not be touched.
    async Task<Pass?> Begin(Tx tx, ShareInstanceId id, string[] notIn, CancellationToken ct)
    {
        if (await instances.Find(tx, id, ct) is not { } share || notIn.Contains(share.Status)) return null;
        var begun = new List<StoredRule>();
        foreach (var rule in await rules.On(tx, id, ct))
        {
            if (rule.State is not { } state) continue;
            if (RuleState.Starts.TryGetValue(state, out var next))
            {
                await rules.Move(tx, rule.Id, share.InstanceId, (state, next), null, ct);
                begun.Add(rule with { State = next });
            }
            else begun.Add(rule);
        }
        var pass = new Pass(share, begun);
        if (!pass.HasWork) await Conclude(tx, share, ct);
        return pass;
    }

    async Task<ReconcileResult> End(Pass pass, IReadOnlyList<RuleOutcome> outcomes, CancellationToken ct)
    {
        var byRule = outcomes.ToDictionary(o => o.RuleId, StringComparer.Ordinal);
        // A replica that nobody is let in to has every rule as soon as it is asked for.
        var silent = pass.Share.IsDormant ? 0 : pass.Wanted.Count(r => !byRule.ContainsKey(r.Id.Text));
        await db.Transaction(async tx =>
        {
            var refused = new List<(StoredRule, Refusal)>();
            foreach (var rule in pass.Wanted)
            {
                if (!byRule.TryGetValue(rule.Id.Text, out var outcome))
                {
                    if (!pass.Share.IsDormant) continue;
                    outcome = new RuleOutcome(rule.Id.Text);
                }
                if (outcome.AccessKey is { } key) await rules.SetKey(tx, rule.Id, key, ct);
                if (outcome.Refused is { } why) refused.Add((rule, why));
                else await rules.Move(tx, rule.Id, pass.Share.InstanceId, (rule.State!, RuleState.Active), null, ct);
            }
            await Refuse(tx, pass, refused, ct);
            foreach (var rule in pass.Leaving) await rules.Remove(tx, rule.Id, pass.Share.InstanceId, ct);
            await Conclude(tx, pass.Share, ct);
        }, ct);
        return silent == 0 ? new ReconcileResult.Done() : new ReconcileResult.Unclear($"The backend said nothing of {silent} rules of share {pass.Share.Id}.");
    }

    async Task<ReconcileResult> End(Pass pass, Refusal why, CancellationToken ct)
    {
        await db.Transaction(async tx =>
        {
            await Refuse(tx, pass, [.. pass.Underway.Select(r => (r, why))], ct);
            await Conclude(tx, pass.Share, ct);
        }, ct);
        return new ReconcileResult.Done();
    }

    // One message for each reason and request: twenty rules of one mistake are one thing to tell.
    async Task Refuse(Tx tx, Pass pass, List<(StoredRule Rule, Refusal Why)> refused, CancellationToken ct)
    {
        foreach (var (rule, why) in refused)
        {
            await rules.Move(tx, rule.Id, pass.Share.InstanceId, (rule.State!, RuleState.Error), why.Text, ct);
        }
        foreach (var told in refused.GroupBy(r => (r.Rule.RequestId, r.Why.Detail)))
        {
            var subject = ShareSubjects.Message(pass.Share, told.Key.RequestId);
            await messages.Write(tx, MessageAction.UpdateAccessRules, subject, told.Key.Detail, ct);
        }
    }

    async Task Conclude(Tx tx, Share share, CancellationToken ct)
    {
        if (await instances.Find(tx, share.InstanceId, ct) is not { } now) return;
        var states = (await rules.On(tx, share.InstanceId, ct)).Select(r => r.State).OfType<string>().ToList();
        var together = RuleState.Together(states, now.AccessRulesStatus);
        if (together != now.AccessRulesStatus) await instances.SetRulesStatus(tx, now, together, ct);
    }

    /// <summary>One pass: an instance of a share and its rules as they were when it began.</summary>
    sealed record Pass(Share Share, IReadOnlyList<StoredRule> Rules)
    {
        public IEnumerable<StoredRule> Wanted => Rules.Where(r => RuleState.Wanted.Contains(r.State!));

        public IEnumerable<StoredRule> Leaving => Rules.Where(r => r.State == RuleState.Denying);

        public IEnumerable<StoredRule> Underway => Rules.Where(r => r.State is RuleState.Applying or RuleState.Updating or RuleState.Denying);

        public bool HasWork => Underway.Any();
    }
}
