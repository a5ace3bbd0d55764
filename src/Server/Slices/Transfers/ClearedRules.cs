using Abaca.Server.AccessRules;
using Abaca.Server.Shares;

namespace Abaca.Server.Transfers;

/// <summary>Takes all access rules from a share that changes hands, and waits until its backend has none.</summary>
public sealed class ClearedRules(AccessRuleStore rules, Db db, TimeProvider clock)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50), Patience = TimeSpan.FromSeconds(30);

    /// <summary>Does it; they are gone, or going, whether or not the share is accepted in the end.</summary>
    /// <exception cref="ApiRefusal">400: the backend has not let go of them in time. It goes on, and the share can be accepted once it has.</exception>
    public async Task Clear(Share share, string requestId, CancellationToken ct)
    {
        await db.Transaction(tx => Deny(tx, share, requestId, ct), ct);
        var end = clock.GetUtcNow() + Patience;
        using var timer = new PeriodicTimer(Pause, clock);
        while ((await rules.Of(rules.Now, share.Id, ct)).Count > 0)
        {
            if (clock.GetUtcNow() >= end) throw Refusals.Bad($"The access rules of share {share.Id} are still being removed; accept it again when they are gone.");
            await timer.WaitForNextTickAsync(ct);
        }
    }

    async Task Deny(Tx tx, Share share, string requestId, CancellationToken ct)
    {
        foreach (var rule in await rules.Of(tx, share.Id, ct))
        {
            if (rule.State is null) await rules.Remove(tx, rule.Id, share.InstanceId, ct);
            else if (!RuleState.Leaving.Contains(rule.State)) await rules.Queue(tx, rule.Id, RuleState.QueuedToDeny, requestId, ct);
        }
        await rules.Ask(tx, share, ct);
    }
}
