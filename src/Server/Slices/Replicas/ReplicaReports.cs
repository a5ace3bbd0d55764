using Abaca.Server.AccessRules;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Replicas;

/// <summary>Writes down what a backend said of a replica: its locations, its details, its snapshots.</summary>
public sealed class ReplicaReports(ShareStore shares, ExportLocationStore exports, ReplicaSnapshots snapshots, AccessRuleStore rules)
{
    /// <summary>The replica was behind and is in step now: rules that could not be set while it was being filled are tried again.</summary>
    public async Task CaughtUp(Tx tx, Share replica, CancellationToken ct)
    {
        if (replica.AccessRulesStatus == RuleState.Error) await rules.ApplyAgain(tx, replica, ct);
    }

    /// <summary>Writes it down, in the caller's transaction; how near the replica is is for the caller to judge.</summary>
    public async Task Enter(Tx tx, Share replica, ReplicaReport report, CancellationToken ct)
    {
        await exports.Replace(tx, replica.InstanceId, report.Share.Exports, ct);
        await shares.Keep(tx, replica.InstanceId, report.Share, ct);
        if (report.Snapshots.Count == 0) return;
        foreach (var snapshot in await snapshots.On(tx, replica.InstanceId, ct))
        {
            if (report.Snapshots.TryGetValue(snapshot.InstanceId, out var details)) await snapshots.Arrive(tx, snapshot, details, ct);
        }
    }
}
