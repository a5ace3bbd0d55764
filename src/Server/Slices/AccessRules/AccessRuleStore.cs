using Abaca.Server.Shares;

namespace Abaca.Server.AccessRules;

/// <summary>The one writer of access rules and their states.</summary>
public sealed class AccessRuleStore(Db db, ShareInstanceStore instances, ReconciliationStore reconciliations, TimeProvider clock)
    : Store<StoredRule>(db, Columns, From, "r.id")
{
    /// <summary>
    /// The state of a rule that several replicas have: the worst one, of those that keep up if there are any. One that is left behind gets
    /// the rule when it is back.
    /// </summary>
    const string Together =
        """
        (SELECT m.state FROM access_rule_states m LEFT JOIN share_instances x ON x.id = m.share_instance_id WHERE m.access_rule_id = r.id
          ORDER BY CASE WHEN x.replica_state IN ('out_of_sync', 'error') THEN 1 ELSE 0 END,
            CASE m.state WHEN 'error' THEN 0 WHEN 'denying' THEN 1 WHEN 'queued_to_deny' THEN 2 WHEN 'queued_to_update' THEN 3
              WHEN 'queued_to_apply' THEN 4 WHEN 'updating' THEN 5 WHEN 'applying' THEN 6 ELSE 7 END
          LIMIT 1)
        """;

    /// <summary>A rule with its state on all replicas together; as stored: with that on one instance, m.</summary>
    static readonly Columns<StoredRule> Columns = new(c => new StoredRule
    {
        Id = c.Word("r.id", id => new AccessRuleId(id), r => r.Id.Text),
        ShareId = c.Word("r.share_id", id => new ShareId(id), r => r.ShareId.Text),
        Type = c.Word("r.access_type", type => ClientNames.Kind(type) ?? throw new InvalidOperationException($"{type} is no type of access rules."), r => ClientNames.Wire(r.Type)),
        To = c.Text("r.access_to", r => r.To),
        Level = c.Text("r.access_level", r => r.Level),
        Key = c.TextOrNull("r.access_key", r => r.Key),
        Metadata = c.Map("r.metadata", r => r.Metadata),
        CreatedAt = c.Moment("r.created_at", r => r.CreatedAt),
        UpdatedAt = c.MomentOrNull("r.updated_at", r => r.UpdatedAt),
        State = c.TextOrNull("m.state", shown: Together),
        RequestId = c.Text("m.request_id", shown: "''"),
    });

    static readonly Columns<StoredRule> ColumnsOfInstance = Columns.AsStored();

    static readonly Sql From = Sql.Raw("FROM access_rules r");

    /// <summary>A rule of this share by id, or null.</summary>
    public ValueTask<StoredRule?> Find(Tx tx, ShareId share, string id, CancellationToken ct = default) =>
        tx.First(Columns, $"{From} WHERE r.id = {id} AND r.share_id = {share}", ct);

    /// <summary>All rules of a share, oldest first.</summary>
    public ValueTask<List<StoredRule>> Of(IQueries at, ShareId share, CancellationToken ct = default) =>
        at.Query(Columns, $"{From} WHERE r.share_id = {share} ORDER BY r.created_at, r.id", ct);

    /// <summary>All rules with their states on one instance, oldest first.</summary>
    public ValueTask<List<StoredRule>> On(IQueries at, ShareInstanceId instance, CancellationToken ct = default) => at.Query(
        ColumnsOfInstance,
        $"FROM access_rule_states m JOIN access_rules r ON r.id = m.access_rule_id WHERE m.share_instance_id = {instance} ORDER BY r.created_at, r.id", ct);

    /// <summary>The rules that the backend should enforce on this instance of a share now.</summary>
    public async ValueTask<IReadOnlyList<DriverSdk.AccessRule>> Wanted(Share share, CancellationToken ct = default) =>
        Lowered(share, (await On(Db, share.InstanceId, ct))
            .Where(r => r.State is { } state && (RuleState.Wanted.Contains(state) || RuleState.Starts.ContainsKey(state)) && !RuleState.Leaving.Contains(state))
            .Select(r => r.ForDriver));

    /// <summary>The rules as they are in force on an instance.</summary>
    internal static IReadOnlyList<DriverSdk.AccessRule> Lowered(Share? share, IEnumerable<DriverSdk.AccessRule> rules) => share switch
    {
        { IsDormant: true } => [],
        { IsReadOnly: true } => [.. rules.Select(r => r with { Level = DriverSdk.AccessLevel.Ro })],
        _ => [.. rules],
    };

    /// <summary>The share has moved: its rules are to be applied where it is now, and are forgotten where it was.</summary>
    public async Task Follow(Tx tx, Share moved, ShareInstanceId from, CancellationToken ct = default)
    {
        await reconciliations.Forget(tx, AccessRuleReconciler.Work, from.Text, ct);
        var rules = await tx.Execute(
            $"""
             INSERT INTO access_rule_states (access_rule_id, share_instance_id, state, request_id, updated_at)
             SELECT access_rule_id, {moved.InstanceId}, CASE WHEN state IN ({Sql.List(RuleState.Leaving)}) THEN {RuleState.QueuedToDeny}
               ELSE {RuleState.QueuedToApply} END, request_id, {clock.GetUtcNow()}
             FROM access_rule_states WHERE share_instance_id = {from}
             """, ct);
        await tx.Execute($"DELETE FROM access_rule_states WHERE share_instance_id = {from}", ct);
        if (rules > 0) await AskAt(tx, moved, ct);
    }

    /// <summary>From now on clients may only read, whatever their rules say; or as their rules say again.</summary>
    public async Task Lower(Tx tx, Share share, bool readOnly, CancellationToken ct = default)
    {
        await instances.SetReadOnly(tx, share, readOnly, ct);
        await ApplyAgain(tx, share, ct);
    }

    /// <summary>A new replica is to have the rules of another instance, as soon as they are asked for there.</summary>
    public Task Copy(Tx tx, Share replica, ShareInstanceId from, CancellationToken ct = default) => tx.Execute(
        $"""
         INSERT INTO access_rule_states (access_rule_id, share_instance_id, state, request_id, updated_at)
         SELECT access_rule_id, {replica.InstanceId}, {RuleState.QueuedToApply}, request_id, {clock.GetUtcNow()}
         FROM access_rule_states WHERE share_instance_id = {from} AND state NOT IN ({Sql.List(RuleState.Leaving)})
         """, ct);

    /// <summary>What an instance is to enforce has changed, or its backend may have lost it: its rules are applied once more.</summary>
    public async Task ApplyAgain(Tx tx, Share share, CancellationToken ct = default)
    {
        var again = await tx.Execute(
            $"""
             UPDATE access_rule_states SET state = {RuleState.QueuedToApply}, updated_at = {clock.GetUtcNow()}
             WHERE share_instance_id = {share.InstanceId} AND state NOT IN ({Sql.List(RuleState.Leaving)})
             """, ct);
        if (again > 0) await AskAt(tx, share, ct);
    }

    /// <summary>Drops the rules of a replica that is going away; those that were only left there are gone then.</summary>
    public async Task RemoveAt(Tx tx, Share replica, CancellationToken ct = default)
    {
        await reconciliations.Forget(tx, AccessRuleReconciler.Work, replica.InstanceId.Text, ct);
        await tx.Execute($"DELETE FROM access_rule_states WHERE share_instance_id = {replica.InstanceId}", ct);
        await tx.Execute(
            $"""
             DELETE FROM access_rules WHERE share_id = {replica.Id}
               AND NOT EXISTS (SELECT 1 FROM access_rule_states m WHERE m.access_rule_id = access_rules.id)
             """, ct);
    }

    /// <summary>Drops all rules of a share that is going away.</summary>
    public async Task RemoveAll(Tx tx, Share share, CancellationToken ct = default)
    {
        await reconciliations.Forget(tx, AccessRuleReconciler.Work, share.InstanceId.Text, ct);
        await tx.Execute($"DELETE FROM access_rule_states WHERE access_rule_id IN (SELECT id FROM access_rules WHERE share_id = {share.Id})", ct);
        await tx.Execute($"DELETE FROM access_rules WHERE share_id = {share.Id}", ct);
    }

    /// <summary>Adds a rule, to be applied on every replica of the share.</summary>
    public async Task Insert(Tx tx, StoredRule rule, Share share, CancellationToken ct = default)
    {
        await tx.Execute(Columns.Insert("access_rules r", rule), ct);
        foreach (var replica in await Replicas(tx, share, ct))
        {
            await tx.Execute(
                $"""
                 INSERT INTO access_rule_states (access_rule_id, share_instance_id, state, request_id, updated_at)
                 VALUES ({rule.Id}, {replica.InstanceId}, {RuleState.QueuedToApply}, {rule.RequestId}, {rule.CreatedAt})
                 """, ct);
        }
    }

    /// <summary>Sets a rule's state on every replica for a request of its owner.</summary>
    public Task Queue(Tx tx, AccessRuleId rule, string state, string requestId, CancellationToken ct = default) => tx.Execute(
        $"""
         UPDATE access_rule_states SET state = {state}, reason = NULL, request_id = {requestId}, updated_at = {clock.GetUtcNow()}
         WHERE access_rule_id = {rule}
         """, ct);

    /// <summary>Moves a rule from one state to another, unless its owner has asked for something else meanwhile.</summary>
    public Task Move(Tx tx, AccessRuleId rule, ShareInstanceId instance, (string From, string To) states, string? reason = null, CancellationToken ct = default) =>
        tx.Execute(
            $"""
             UPDATE access_rule_states SET state = {states.To}, reason = {reason}, updated_at = {clock.GetUtcNow()}
             WHERE access_rule_id = {rule} AND share_instance_id = {instance} AND state = {states.From}
             """, ct);

    /// <summary>Keeps the client's secret.</summary>
    public Task SetKey(Tx tx, AccessRuleId rule, string key, CancellationToken ct = default) => tx.Execute(
        $"UPDATE access_rules SET access_key = {key} WHERE id = {rule} AND (access_key IS NULL OR access_key <> {key})", ct);

    /// <summary>Sets the level.</summary>
    public Task SetLevel(Tx tx, AccessRuleId rule, string level, CancellationToken ct = default) =>
        tx.Execute($"UPDATE access_rules SET access_level = {level}, updated_at = {clock.GetUtcNow()} WHERE id = {rule}", ct);

    /// <summary>Replaces the metadata.</summary>
    public Task SetMetadata(Tx tx, AccessRuleId rule, IReadOnlyDictionary<string, string> metadata, CancellationToken ct = default) =>
        tx.Execute($"UPDATE access_rules SET metadata = {Json.Write(metadata)}, updated_at = {clock.GetUtcNow()} WHERE id = {rule}", ct);

    /// <summary>Removes a rule from an instance, and altogether when it is on no other.</summary>
    public async Task Remove(Tx tx, AccessRuleId rule, ShareInstanceId instance, CancellationToken ct = default)
    {
        await tx.Execute($"DELETE FROM access_rule_states WHERE access_rule_id = {rule} AND share_instance_id = {instance}", ct);
        await tx.Execute($"DELETE FROM access_rules WHERE id = {rule} AND NOT EXISTS (SELECT 1 FROM access_rule_states WHERE access_rule_id = {rule})", ct);
    }

    /// <summary>Asks for a pass over the rules of each replica, and says that they are not in step until it is done.</summary>
    public async Task Ask(Tx tx, Share share, CancellationToken ct = default)
    {
        foreach (var replica in await Replicas(tx, share, ct)) await AskAt(tx, replica, ct);
    }

    /// <summary>The same for one instance.</summary>
    public async Task AskAt(Tx tx, Share share, CancellationToken ct = default)
    {
        if (share.AccessRulesStatus == RuleState.Active) await instances.SetRulesStatus(tx, share, RuleState.Syncing, ct);
        await reconciliations.Mark(
            tx, AccessRuleReconciler.Work, new ReconciledResource(share.InstanceId.Text, share.ProjectId), Lanes.Of(share.ServiceHost), ct);
    }

    async Task<IReadOnlyList<Share>> Replicas(Tx tx, Share share, CancellationToken ct) =>
        share.ReplicationType is null ? [share] : await instances.Replicas(tx, share.Id, ct);
}
