using Abaca.Server.Shares;

namespace Abaca.Server.AccessRules;

/// <summary>What every change of a share's rules has in common: the share must be fit for it, and a pass is asked for.</summary>
public sealed class RuleChanges(ShareStore shares, ShareInstanceStore instances, AccessRuleStore rules, Db db)
{
    /// <summary>Refuses what the share's status does not allow.</summary>
    /// <exception cref="ApiRefusal">400.</exception>
    public static void Check(Call call, Share share)
    {
        if (share.ServiceHost.Length == 0) throw Refusals.Bad($"Invalid share: share {share.Id} has no host yet.");
        if (ShareStatus.Transitional.Contains(share.Status)
            || (share.Status == ShareStatus.Error && !call.Expects(Behaviour.RulesDespiteBrokenInstances)))
        {
            throw Refusals.Bad($"Invalid share: share {share.Id} is {share.Status}; its access rules cannot be changed now.");
        }
    }

    /// <summary>Changes rules of a share as it is inside the transaction, then asks for a pass unless nothing changed.</summary>
    /// <param name="call">The request.</param>
    /// <param name="id">The share.</param>
    /// <param name="change">Does it; false: there is nothing for the backend to do.</param>
    /// <returns>The share as it is then.</returns>
    public Task<Share> Make(Call call, ShareId id, Func<Tx, Share, Task<bool>> change) => db.Transaction(async tx =>
    {
        var share = await shares.Find(tx, id.Text, call.Aborted) ?? throw Refusals.NotFound("Share", id.Text);
        Check(call, share);
        if (share.HasReplicas)
        {
            foreach (var replica in (await instances.Replicas(tx, id, call.Aborted)).Where(r => r.Status == ShareStatus.Error)) Check(call, replica);
        }
        if (await change(tx, share)) await rules.Ask(tx, share, call.Aborted);
        return await shares.Find(tx, id.Text, call.Aborted) ?? share;
    }, call.Aborted);
}
