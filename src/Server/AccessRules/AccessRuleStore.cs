using Abaca.Server.Data;
using Abaca.Server.Operations;
using Abaca.Server.Shares;

namespace Abaca.Server.AccessRules;

/// <summary>The one writer of access rules and their states.</summary>
public sealed class AccessRuleStore(Db db, ShareStore shares, IReconciliations reconciliations, TimeProvider clock) : IAccessRules
{
    static readonly Sql Columns = Sql.Raw(
        """
        r.id, r.share_id, r.access_type, r.access_to, r.access_level, r.access_key, r.metadata, m.state, COALESCE(m.request_id, ''),
        r.created_at, r.updated_at
        """);

    static readonly Sql Tables = Sql.Raw(
        """
         access_rules r JOIN shares s ON s.id = r.share_id
         LEFT JOIN access_rule_states m ON m.access_rule_id = r.id AND m.share_instance_id = s.instance_id
        """);

    /// <summary>A rule by id, or null.</summary>
    public ValueTask<StoredRule?> Find(string id, CancellationToken ct = default) =>
        db.First<StoredRule>($"SELECT {Columns} FROM {Tables} WHERE r.id = {id}", Read, ct);

    /// <summary>The same inside a transaction.</summary>
    public Task<StoredRule?> Find(Tx tx, string id, CancellationToken ct = default) =>
        tx.First<StoredRule>($"SELECT {Columns} FROM {Tables} WHERE r.id = {id}", Read, ct);

    /// <summary>All rules of a share, oldest first.</summary>
    public ValueTask<List<StoredRule>> Of(ShareId share, CancellationToken ct = default) =>
        db.Query($"SELECT {Columns} FROM {Tables} WHERE r.share_id = {share} ORDER BY r.created_at, r.id", Read, ct);

    /// <summary>The same inside a transaction.</summary>
    public Task<List<StoredRule>> Of(Tx tx, ShareId share, CancellationToken ct = default) =>
        tx.Query($"SELECT {Columns} FROM {Tables} WHERE r.share_id = {share} ORDER BY r.created_at, r.id", Read, ct);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DriverSdk.AccessRule>> Wanted(ShareId share, CancellationToken ct = default) =>
        (await Of(share, ct))
            .Where(r => r.State is { } state && (RuleState.Wanted.Contains(state) || state == RuleState.QueuedToUpdate))
            .Select(r => r.ForDriver)
            .ToList();

    /// <inheritdoc/>
    public async Task RemoveAll(Tx tx, ShareId share, CancellationToken ct = default)
    {
        if (await shares.Find(tx, share.Text, ct) is { } gone)
        {
            await reconciliations.Forget(tx, AccessRuleReconciler.Work, gone.InstanceId.Text, ct);
        }
        await tx.Execute($"DELETE FROM access_rule_states WHERE access_rule_id IN (SELECT id FROM access_rules WHERE share_id = {share})", ct);
        await tx.Execute($"DELETE FROM access_rules WHERE share_id = {share}", ct);
    }

    /// <summary>Adds a rule, to be applied on the share's instance.</summary>
    public async Task Insert(Tx tx, StoredRule rule, Share share, CancellationToken ct = default)
    {
        await tx.Execute(
            $"""
             INSERT INTO access_rules (id, share_id, access_type, access_to, access_level, access_key, metadata, created_at)
             VALUES ({rule.Id}, {rule.ShareId}, {ClientNames.Wire(rule.Type)}, {rule.To}, {rule.Level}, {rule.Key},
               {Json.Write(rule.Metadata)}, {rule.CreatedAt})
             """, ct);
        await tx.Execute(
            $"""
             INSERT INTO access_rule_states (access_rule_id, share_instance_id, state, request_id, updated_at)
             VALUES ({rule.Id}, {share.InstanceId}, {RuleState.QueuedToApply}, {rule.RequestId}, {rule.CreatedAt})
             """, ct);
    }

    /// <summary>Sets a rule's state for a request of its owner.</summary>
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

    /// <summary>Removes a rule.</summary>
    public async Task Remove(Tx tx, AccessRuleId rule, CancellationToken ct = default)
    {
        await tx.Execute($"DELETE FROM access_rule_states WHERE access_rule_id = {rule}", ct);
        await tx.Execute($"DELETE FROM access_rules WHERE id = {rule}", ct);
    }

    /// <summary>Asks for a pass over the share's rules, and says that they are not in step until it is done.</summary>
    public async Task Ask(Tx tx, Share share, CancellationToken ct = default)
    {
        if (share.AccessRulesStatus == RuleState.Active) await shares.SetRulesStatus(tx, share.Id, RuleState.Syncing, ct);
        await reconciliations.Mark(tx, AccessRuleReconciler.Work, share.InstanceId.Text, Lanes.Of(share.ServiceHost), ct);
    }

    static StoredRule Read(Row row) => new()
    {
        Id = new AccessRuleId(row.Text(0)),
        ShareId = new ShareId(row.Text(1)),
        Type = ClientNames.Kind(row.Text(2)) ?? throw new InvalidOperationException($"Rule {row.Text(0)} has the unknown type {row.Text(2)}."),
        To = row.Text(3),
        Level = row.Text(4),
        Key = row.TextOrNull(5),
        Metadata = row.Map(6),
        State = row.TextOrNull(7),
        RequestId = row.Text(8),
        CreatedAt = row.Moment(9),
        UpdatedAt = row.MomentOrNull(10),
    };
}
