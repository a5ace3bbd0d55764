using Abaca.DriverSdk;
using Abaca.Drivers.KernelNfs;

namespace Abaca.Drivers.Zfs;

/// <summary>Letting clients in. A share without rules is not exported at all.</summary>
sealed partial class ZfsDriver
{
    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<RuleOutcome>>> SetAccess(ShareSpec share, IReadOnlyList<AccessRule> whole, CancellationToken ct = default) =>
        OnShare(share, async dataset =>
        {
            var (clients, outcomes) = WantedClients.Of(whole, exports.Problem, NfsSquashWords.Of(share));
            await exports.Set(() => Exported(share, dataset, ct), clients, ct);
            return outcomes;
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<AppliedRule>>> ReadAccess(ShareSpec share, CancellationToken ct = default) =>
        OnShare<IReadOnlyList<AppliedRule>>(share, async dataset =>
        {
            var clients = await exports.Read(await Exported(share, dataset, ct), ct);
            return [.. clients.Select(client => new AppliedRule(AccessType.Ip, client.To, client.Writable ? AccessLevel.Rw : AccessLevel.Ro))];
        }, ct);

    async Task<ExportedShare> Exported(ShareSpec share, Dataset dataset, CancellationToken ct)
    {
        var facts = await datasets.Find(dataset, ct, Datasets.Place) ?? await Existing(share, dataset, ct);
        MustOwn(share, facts);
        return new ExportedShare(share.InstanceId, dataset.Name, facts.Mountpoint);
    }
}
