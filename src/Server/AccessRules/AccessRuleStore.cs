using Abaca.Server.Data;
using Abaca.Server.Operations;
using Abaca.Server.Shares;

namespace Abaca.Server.AccessRules;

/// <summary>The one writer of access rules and their states.</summary>
public sealed class AccessRuleStore(Db db, ShareInstanceStore instances, IReconciliations reconciliations, TimeProvider clock) : IAccessRules
{
    const string Own = "r.id, r.share_id, r.access_type, r.access_to, r.access_level, r.access_key, r.metadata, r.created_at, r.updated_at";

    /// <summary>
    /// The state of a rule that several replicas have: the worst one, of those that keep up if there are any. One that is left behind gets
    /// the rule when it is back.
    /// </summary>
    static readonly Sql Columns = Sql.Raw(
        $"""
        {Own}, (
          SELECT m.state FROM access_rule_states m LEFT JOIN share_instances x ON x.id = m.share_instance_id WHERE m.access_rule_id = r.id
          ORDER BY CASE WHEN x.replica_state IN ('out_of_sync', 'error') THEN 1 ELSE 0 END,
            CASE m.state WHEN 'error' THEN 0 WHEN 'denying' THEN 1 WHEN 'queued_to_deny' THEN 2 WHEN 'queued_to_update' THEN 3
              WHEN 'queued_to_apply' THEN 4 WHEN 'updating' THEN 5 WHEN 'applying' THEN 6 ELSE 7 END
          LIMIT 1), ''
        """);

    static readonly Sql ColumnsOfInstance = Sql.Raw($"{Own}, m.state, m.request_id");

    /// <summary>A rule by id, or null.</summary>
    public ValueTask<StoredRule?> Find(string id, CancellationToken ct = default) =>
        db.First<StoredRule>($"SELECT {Columns} FROM access_rules r WHERE r.id = {id}", Read, ct);

    /// <summary>The same inside a transaction.</summary>
    public Task<StoredRule?> Find(Tx tx, string id, CancellationToken ct = default) =>
        tx.First<StoredRule>($"SELECT {Columns} FROM access_rules r WHERE r.id = {id}", Read, ct);

    /// <summary>All rules of a share, oldest first.</summary>
    public ValueTask<List<StoredRule>> Of(ShareId share, CancellationToken ct = default) =>
        db.Query($"SELECT {Columns} FROM access_rules r WHERE r.share_id = {share} ORDER BY r.created_at, r.id", Read, ct);

    /// <summary>The same inside a transaction.</summary>
    public Task<List<StoredRule>> Of(Tx tx, ShareId share, CancellationToken ct = default) =>
        tx.Query($"SELECT {Columns} FROM access_rules r WHERE r.share_id = {share} ORDER BY r.created_at, r.id", Read, ct);

    /// <summary>All rules with their states on one instance, oldest first.</summary>
    public ValueTask<List<StoredRule>> On(ShareInstanceId instance, CancellationToken ct = default) => db.Query(QueryOf(instance), Read, ct);

    /// <summary>The same inside a transaction.</summary>
    public Task<List<StoredRule>> On(Tx tx, ShareInstanceId instance, CancellationToken ct = default) => tx.Query(QueryOf(instance), Read, ct);

    static Sql QueryOf(ShareInstanceId instance) => Sql.Of(
        $"""
         SELECT {ColumnsOfInstance} FROM access_rule_states m JOIN access_rules r ON r.id = m.access_rule_id
         WHERE m.share_instance_id = {instance} ORDER BY r.created_at, r.id
         """);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DriverSdk.AccessRule>> Wanted(Share share, CancellationToken ct = default) =>
        Lowered(share, (await On(share.InstanceId, ct))
            .Where(r => r.State is { } state && (RuleState.Wanted.Contains(state) || RuleState.Starts.ContainsKey(state)) && !RuleState.Leaving.Contains(state))
            .Select(r => r.ForDriver));

    /// <summary>The rules as they are in force on an instance.</summary>
    internal static IReadOnlyList<DriverSdk.AccessRule> Lowered(Share? share, IEnumerable<DriverSdk.AccessRule> rules) => share switch
    {
        { IsDormant: true } => [],
        { IsReadOnly: true } => [.. rules.Select(r => r with { Level = DriverSdk.AccessLevel.Ro })],
        _ => [.. rules],
    };

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    public async Task Lower(Tx tx, Share share, bool readOnly, CancellationToken ct = default)
    {
        await instances.SetReadOnly(tx, share, readOnly, ct);
        await ApplyAgain(tx, share, ct);
    }

    /// <inheritdoc/>
    public Task Copy(Tx tx, Share replica, ShareInstanceId from, CancellationToken ct = default) => tx.Execute(
        $"""
         INSERT INTO access_rule_states (access_rule_id, share_instance_id, state, request_id, updated_at)
         SELECT access_rule_id, {replica.InstanceId}, {RuleState.QueuedToApply}, request_id, {clock.GetUtcNow()}
         FROM access_rule_states WHERE share_instance_id = {from} AND state NOT IN ({Sql.List(RuleState.Leaving)})
         """, ct);

    /// <inheritdoc/>
    public async Task ApplyAgain(Tx tx, Share share, CancellationToken ct = default)
    {
        var again = await tx.Execute(
            $"""
             UPDATE access_rule_states SET state = {RuleState.QueuedToApply}, updated_at = {clock.GetUtcNow()}
             WHERE share_instance_id = {share.InstanceId} AND state NOT IN ({Sql.List(RuleState.Leaving)})
             """, ct);
        if (again > 0) await AskAt(tx, share, ct);
    }

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    public async Task RemoveAll(Tx tx, Share share, CancellationToken ct = default)
    {
        await reconciliations.Forget(tx, AccessRuleReconciler.Work, share.InstanceId.Text, ct);
        await tx.Execute($"DELETE FROM access_rule_states WHERE access_rule_id IN (SELECT id FROM access_rules WHERE share_id = {share.Id})", ct);
        await tx.Execute($"DELETE FROM access_rules WHERE share_id = {share.Id}", ct);
    }

    /// <summary>Adds a rule, to be applied on every replica of the share.</summary>
    public async Task Insert(Tx tx, StoredRule rule, Share share, CancellationToken ct = default)
    {
        await tx.Execute(
            $"""
             INSERT INTO access_rules (id, share_id, access_type, access_to, access_level, access_key, metadata, created_at)
             VALUES ({rule.Id}, {rule.ShareId}, {ClientNames.Wire(rule.Type)}, {rule.To}, {rule.Level}, {rule.Key},
               {Json.Write(rule.Metadata)}, {rule.CreatedAt})
             """, ct);
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

    static StoredRule Read(Row row) => new()
    {
        Id = new AccessRuleId(row.Text(0)),
        ShareId = new ShareId(row.Text(1)),
        Type = ClientNames.Kind(row.Text(2)) ?? throw new InvalidOperationException($"Rule {row.Text(0)} has the unknown type {row.Text(2)}."),
        To = row.Text(3),
        Level = row.Text(4),
        Key = row.TextOrNull(5),
        Metadata = row.Map(6),
        CreatedAt = row.Moment(7),
        UpdatedAt = row.MomentOrNull(8),
        State = row.TextOrNull(9),
        RequestId = row.Text(10),
    };
}
