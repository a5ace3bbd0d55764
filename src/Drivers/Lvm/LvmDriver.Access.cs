using Abaca.DriverSdk;
using Abaca.Drivers.KernelNfs;

namespace Abaca.Drivers.Lvm;

/// <summary>Letting clients in. A share without rules is not exported at all.</summary>
sealed partial class LvmDriver
{
    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<RuleOutcome>>> SetAccess(ShareSpec share, IReadOnlyList<AccessRule> whole, CancellationToken ct = default) =>
        OnShare(share, async name =>
        {
            var (clients, outcomes) = WantedClients.Of(whole, exports.Problem, NfsSquashWords.Of(share));
            await exports.Set(async () =>
            {
                MustBeWhole((await Existing(share, name, ct)).Volume);
                return Exported(share, name);
            }, clients, ct);
            return outcomes;
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<AppliedRule>>> ReadAccess(ShareSpec share, CancellationToken ct = default) =>
        OnShare<IReadOnlyList<AppliedRule>>(share, async name =>
        {
            await Existing(share, name, ct);
            var clients = await exports.Read(Exported(share, name), ct);
            return [.. clients.Select(client => new AppliedRule(AccessType.Ip, client.To, client.Writable ? AccessLevel.Rw : AccessLevel.Ro))];
        }, ct);

    ExportedShare Exported(ShareSpec share, string name) => new(share.InstanceId, name, DirectoryOf(name));
}
