using Abaca.Server.Shares;

namespace Abaca.Server.AccessRules;

/// <summary>
/// The action allow_access. Always answers with a rule in "queued_to_apply" and without key, however fast the backend is: clients
/// rely on it. <see cref="AccessRuleReconciler"/> does the work.
/// </summary>
public sealed class AllowAccess(Visible<Share> visible, AccessRuleStore rules, RuleChanges changes, Db db, ShareSettings settings, TimeProvider clock)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var share = await visible.ToChange(call, call["id"], "share:allow_access");
        var asked = call.ActionBody();
        var rule = Planned(call, asked, share);
        RefuseLocks(asked);
        settings.ForAdmins.Check(call, rule.Metadata);
        var now = await db.Transaction(async tx =>
        {
            var current = await changes.Current(tx, call, share.Id);
            await Check(tx, call, current, rule);
            await rules.Insert(tx, rule, current, call.Aborted);
            return await changes.Ask(tx, current, call.Aborted);
        }, call.Aborted);
        return Reply.One(AccessRuleView.Of(rule, now.AccessRulesStatus));
    }

    /// <summary>Reads a kind of client.</summary>
    /// <exception cref="ApiRefusal">400: there is no such kind, or not in the caller's version.</exception>
    internal static AccessType KindOf(Call call, string? name)
    {
        var kind = name is null ? null : ClientNames.Kind(name);
        return kind is null || (kind == AccessType.Cephx && !call.Expects(Behaviour.CephxRules))
            ? throw Refusals.BadField("access_type", $"'{name}' is not one of ip, user, cert{(call.Expects(Behaviour.CephxRules) ? ", cephx" : "")}.")
            : kind.Value;
    }

    /// <summary>Reads a client of that kind.</summary>
    /// <exception cref="ApiRefusal">400.</exception>
    internal static string ClientOf(Call call, AccessType kind, string? name)
    {
        if (name is null) throw Refusals.BadField("access_to", "a value is required.");
        return ClientNames.Problem(kind, name, call.Expects(Behaviour.Ipv6Rules)) is { } problem
            ? throw Refusals.BadField("access_to", $"'{name}' cannot be used: {problem}.")
            : name;
    }

    /// <summary>Reads a level.</summary>
    /// <exception cref="ApiRefusal">400.</exception>
    internal static string LevelOf(string level) => level is "rw" or "ro"
        ? level
        : throw Refusals.BadField("access_level", $"'{level}' is neither rw nor ro.");

    StoredRule Planned(Call call, Fields asked, Share share)
    {
        var kind = KindOf(call, asked.Text("access_type"));
        var to = ClientOf(call, kind, asked.Text("access_to"));
        return new StoredRule
        {
            Id = AccessRuleId.New(),
            ShareId = share.Id,
            Type = kind,
            To = kind == AccessType.Cert ? to.Trim() : to,
            Level = asked.Text("access_level") is { } level ? LevelOf(level) : "rw",
            Metadata = asked.Metadata("metadata") ?? new SortedDictionary<string, string>(StringComparer.Ordinal),
            State = RuleState.QueuedToApply,
            RequestId = call.Caller.RequestId,
            CreatedAt = clock.GetUtcNow(),
        };
    }

    static void RefuseLocks(Fields asked)
    {
        foreach (var name in (string[])["lock_visibility", "lock_deletion"])
        {
            if (asked.Flag(name) == true) throw Refusals.BadField(name, "this service has no resource locks; leave it out.");
        }
        if (asked.Has("lock_reason")) throw Refusals.BadField("lock_reason", "it needs lock_visibility or lock_deletion.");
    }

    async Task Check(Tx tx, Call call, Share share, StoredRule rule)
    {
        if (share.AccessRulesStatus == RuleState.Error && !call.Expects(Behaviour.RuleStates))
        {
            throw Refusals.Bad($"Invalid share: some access rules of share {share.Id} are in error; remove them first.");
        }
        var all = await rules.Of(tx, share.Id, call.Aborted);
        var same = all.Find(r => r.Type == rule.Type && ClientNames.Same(r.Type, r.To, rule.To));
        if (same is not null) throw Refusals.Bad($"Share {share.Id} has a rule for {ClientNames.Wire(rule.Type)} {same.To} already: {same.Id}.");
        if (all.Count >= settings.MostAccessRules)
            throw Refusals.OverLimit($"Share {share.Id} has {all.Count} access rules, and no more are allowed; a rule for a network covers all its clients.");
    }
}
