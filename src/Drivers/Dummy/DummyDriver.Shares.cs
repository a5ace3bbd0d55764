using System.Security.Cryptography;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Dummy;

/// <summary>Shares, their rules and their sizes.</summary>
public sealed partial class DummyDriver
{
    /// <inheritdoc/>
    public Task<DriverResult<BackendReport>> Report(CancellationToken ct = default) => Act<BackendReport>(DummyMethod.Report, held =>
        new BackendReport("Abaca", "1.0", string.Join('_', options.Protocols), [.. options.Pools.Keys.Select(pool => ReportOf(held, pool))]), ct);

    /// <inheritdoc/>
    public Task<DriverResult<CreatedShare>> Create(ShareSpec share, CancellationToken ct = default) =>
        Act(DummyMethod.Create, held => Make(held, share, usedBytes: 0, copyTime: TimeSpan.Zero), ct);

    /// <inheritdoc/>
    public Task<DriverResult> Delete(ShareSpec share, CancellationToken ct = default) => Act(DummyMethod.Delete, held => Drop(held, share), ct);

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<RuleOutcome>>> SetAccess(
        ShareSpec share, IReadOnlyList<AccessRule> whole, CancellationToken ct = default) =>
        Act(DummyMethod.SetAccess, held => held.Share(share.InstanceId) is not { } found ? NotThere(share)
            : Objection(found, share) is { } no ? no : Apply(held, found, whole), ct);

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<AppliedRule>>> ReadAccess(ShareSpec share, CancellationToken ct = default) =>
        Act<IReadOnlyList<AppliedRule>>(DummyMethod.ReadAccess, held => held.Share(share.InstanceId) is { } found
            ? found.Rules.Select(rule => new AppliedRule(rule.Type, rule.To, rule.Level)).ToList()
            : NotThere(share), ct);

    /// <inheritdoc/>
    public Task<DriverResult<CreatedShare>> Ensure(ShareSpec share, IReadOnlyList<AccessRule> whole, CancellationToken ct = default) =>
        Act<CreatedShare>(DummyMethod.Ensure, held =>
        {
            if (held.Share(share.InstanceId) is not { } found) return NotThere(share);
            if (Objection(found, share) is { } no) return no;
            if (found.Mark is null) held.Keep(found = found with { Mark = MarkOf(share) });
            Apply(held, found, whole);
            return Answer(found);
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> Extend(ShareSpec share, int sizeGib, CancellationToken ct = default) => Act(DummyMethod.Extend, held =>
    {
        if (held.Share(share.InstanceId) is not { } found) return NotThere(share);
        if (Objection(found, share) is { } no) return no;
        if (sizeGib < found.SizeGib)
            return No(MessageDetail.DriverFailedExtend, $"{share.Name} has {found.SizeGib} GiB already; extending to {sizeGib} would shrink it.");
        return Resize(held, found, sizeGib, MessageDetail.DriverFailedExtend);
    }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> Shrink(ShareSpec share, int sizeGib, CancellationToken ct = default) => Act(DummyMethod.Shrink, held =>
    {
        if (held.Share(share.InstanceId) is not { } found) return NotThere(share);
        if (Objection(found, share) is { } no) return no;
        if (sizeGib > found.SizeGib)
            return No(MessageDetail.DriverRefusedShrink, $"{share.Name} has only {found.SizeGib} GiB; shrinking to {sizeGib} would extend it.");
        if (found.UsedBytes > sizeGib * BytesPerGib)
            return No(MessageDetail.DriverRefusedShrink, $"{share.Name} uses {found.UsedBytes} bytes, more than {sizeGib} GiB.");
        return Resize(held, found, sizeGib, MessageDetail.DriverRefusedShrink);
    }, ct);

    PoolReport ReportOf(DummyMemory held, string pool)
    {
        var total = options.Pools[pool];
        double taken = options.Thin ? held.UsedBytes(pool) / (double)BytesPerGib : held.ProvisionedGib(pool);
        return new PoolReport(pool, total, Math.Max(0, total - taken))
        {
            ProvisionedGib = held.ProvisionedGib(pool),
            ThinProvisioning = options.Thin,
            SnapshotSupport = true,
            CreateShareFromSnapshotSupport = true,
            RevertToSnapshotSupport = true,
            MountPointNameSupport = true,
            Capabilities = new Dictionary<string, object>
            {
                ["sg_consistent_snapshot_support"] = "pool",
                ["replication_type"] = new[] { "readable", "writable", "dr" },
            },
        };
    }

    DriverResult<CreatedShare> Make(DummyMemory held, ShareSpec share, long usedBytes, TimeSpan copyTime)
    {
        if (held.Share(share.InstanceId) is { } found) return Objection(found, share) is { } no ? no : Answer(found);
        if (!options.Protocols.Contains(share.Protocol))
            return No(MessageDetail.FilterCapabilities, $"Protocol {share.Protocol} is not in dummy_protocols.");
        if (!options.Pools.ContainsKey(share.Pool)) return No(MessageDetail.NoValidHost, $"There is no pool '{share.Pool}' in dummy_pools.");
        if (share.SizeGib < 1) return No(MessageDetail.Unknown, $"A share has at least 1 GiB; {share.SizeGib} were asked for.");
        if (share.MountPointName is { } wanted && held.Shares.Concat(held.ForeignShares).Any(other => other.ShareId != share.ShareId && PathName(other) == wanted))
            return No(MessageDetail.NoValidHost, $"There is a share at {wanted} already.");
        if (!Fits(held, share.Pool, share.SizeGib)) return No(MessageDetail.FilterCapacity, $"Pool {share.Pool} has no {share.SizeGib} GiB left.");
        var now = clock.GetUtcNow();
        var made = new HeldShare(share.InstanceId, share.ShareId, share.Name, share.Pool, share.SizeGib, usedBytes)
        {
            MountPointName = share.MountPointName,
            GroupId = share.GroupId,
            ObjectId = Guid.NewGuid().ToString(),
            Mark = MarkOf(share),
            CopyBegan = copyTime > TimeSpan.Zero ? now : null,
            CopyEnds = copyTime > TimeSpan.Zero ? now + copyTime : null,
        };
        held.Keep(made);
        return Answer(made);
    }

    DriverResult Resize(DummyMemory held, HeldShare share, int sizeGib, MessageDetail whenFull)
    {
        if (sizeGib < 1) return No(whenFull, $"A share has at least 1 GiB; {sizeGib} were asked for.");
        if (sizeGib == share.SizeGib) return new DriverResult.Done();
        if (!Fits(held, share.Pool, sizeGib - share.SizeGib)) return No(whenFull, $"Pool {share.Pool} has no room for {share.Name} of {sizeGib} GiB.");
        held.Keep(share with { SizeGib = sizeGib });
        return new DriverResult.Done();
    }

    /// <summary>Whether so many more GiB may be promised; a thin pool promises without end, as the over-subscription limit is the service's.</summary>
    bool Fits(DummyMemory held, string pool, long moreGib) =>
        options.Thin || moreGib <= 0 || (options.Pools.TryGetValue(pool, out var total) && held.ProvisionedGib(pool) + moreGib <= total);

    DriverResult<IReadOnlyList<RuleOutcome>> Apply(DummyMemory held, HeldShare share, IReadOnlyList<AccessRule> whole)
    {
        var rules = new List<HeldRule>();
        var outcomes = new List<RuleOutcome>();
        foreach (var rule in whole)
        {
            if (!options.AccessTypes.Contains(rule.Type))
            {
                outcomes.Add(new RuleOutcome(rule.Id, new Refusal(MessageDetail.UnsupportedClient, $"Access type {rule.Type} is not in dummy_access_types.")));
                continue;
            }
            var before = share.Rules.FirstOrDefault(old => old.Type == rule.Type && old.To == rule.To);
            var key = rule.Type == AccessType.Cephx ? before?.Key ?? NewKey() : null;
            rules.Add(new HeldRule(rule.Type, rule.To, rule.Level, key));
            outcomes.Add(new RuleOutcome(rule.Id, AccessKey: key));
        }
        // The order of rules means nothing, so it must not count as a difference.
        rules.Sort((a, b) => (a.Type, a.Level).CompareTo((b.Type, b.Level)) is var byKind and not 0 ? byKind : string.CompareOrdinal(a.To, b.To));
        if (!rules.SequenceEqual(share.Rules)) held.Keep(share with { Rules = rules });
        return outcomes;
    }

    /// <summary>A key with the looks of cephx: 40 characters of base64.</summary>
    static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(28));

    CreatedShare Answer(HeldShare share)
    {
        var metadata = new Dictionary<string, string>();
        if (options.MountOptions is { } said) metadata["__mount_options"] = said;
        // The addresses are those of Manila's dummy, which upstream's functional tests expect.
        ExportLocation At(string address, bool preferred, bool adminOnly) =>
            new($"{address}:{PathOf(share)}", preferred, adminOnly, metadata);
        var ready = share.CopyEnds is not { } end || clock.GetUtcNow() >= end;
        return new CreatedShare(
            // Like backends that know where a copy is when it is whole.
            ready ? [At("10.0.0.10", true, false), At("10.0.0.20", false, false), At("11.0.0.11", false, true)] : [],
            new Dictionary<string, string> { ["backend_name"] = share.Name }, ready) { Identity = IdentityOf(share) };
    }

    static string PathOf(HeldShare share) => $"/path/to/fake/share/{PathName(share)}";

    static string PathName(HeldShare share) => share.MountPointName ?? $"share_{share.ShareId}_{share.InstanceId}".Replace('-', '_');

    static DriverResult NotThere(ShareSpec share) =>
        No(MessageDetail.Unknown, $"The Dummy backend holds no share {share.Name}; without dummy_state_file it forgets when the service ends.");
}
