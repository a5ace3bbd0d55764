using Abaca.Server.Shares;

namespace Abaca.Server.AccessRules;

/// <summary>What every change of a share's rules has in common: the share must be fit for it, and a pass is asked for.</summary>
public sealed class RuleChanges(ShareStore shares, ShareInstanceStore instances, AccessRuleStore rules)
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

    /// <summary>The share as it is in the transaction, in which its rules may be changed.</summary>
    /// <exception cref="ApiRefusal">404: it is gone; 400: its status does not allow it.</exception>
    public async Task<Share> Current(Tx tx, Call call, ShareId id)
    {
        var share = await shares.Find(tx, id, call.Aborted) ?? throw Refusals.NotFound("Share", id.Text);
        Check(call, share);
        if (share.HasReplicas)
        {
            foreach (var replica in (await instances.Replicas(tx, id, call.Aborted)).Where(r => r.Status == ShareStatus.Error)) Check(call, replica);
        }
        return share;
    }

    /// <summary>Asks for a pass over the share's rules, once they are changed.</summary>
    /// <returns>The share as it is then.</returns>
    public async Task<Share> Ask(Tx tx, Share share, CancellationToken ct)
    {
        await rules.Ask(tx, share, ct);
        return await shares.Find(tx, share.Id, ct) ?? share;
    }
}
