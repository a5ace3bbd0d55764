using Abaca.Server.AccessRules;
using Abaca.Server.Shares;

namespace Abaca.Server.Reconcile;

/// <summary>Has rows say what the storage has: after a restore its sizes and rules are often the newer ones. The storage is not touched.</summary>
public sealed class Acceptance(ShareInstanceStore instances, ShareGrowth growth, FoundRules rules)
{
    /// <summary>Does it, in the caller's transaction.</summary>
    internal async Task<IReadOnlyList<PlannedItem>> Begin(Tx tx, Call call, Plan plan, Stock stock)
    {
        foreach (var what in plan.Items.Select(item => item.Difference!))
        {
            if (await instances.Find(tx, what.InstanceId!, call.Aborted) is not { } share) throw Refusals.Conflict($"Share instance {what.InstanceId} is gone.");
            if (what.Kind == DifferenceKind.WrongSize) await growth.Arrive(tx, share, what.SizeGib!.Value, call.Aborted);
            else await rules.Take(tx, share, stock.Rules[share.InstanceId.Text].Applied, call.Caller.RequestId, call.Aborted);
        }
        return [.. plan.Items.Select(item => item with { Verdict = PlannedItem.Begun })];
    }
}
