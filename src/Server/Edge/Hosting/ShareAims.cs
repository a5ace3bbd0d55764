using Abaca.Server.AccessRules;
using Abaca.Server.Reconcile;
using Abaca.Server.Shares;

namespace Abaca.Server.Hosting;

/// <summary>What a start makes sure of: a share as its row says; one of a restored database as its storage has it, where the two differ.</summary>
public sealed class ShareAims(ShareSpecs specs, AccessRuleStore rules, RestoredInstances restored, Db db)
{
    /// <summary>What is to be made sure of; or why the storage does not say what it has.</summary>
    public async Task<DriverResult<ShareAim>> Of(IShareDriver driver, Share share, CancellationToken ct)
    {
        var onRecord = await OnRecord(share, ct);
        var aim = new ShareAim(await specs.Of(share, ct), onRecord) { OnRecord = onRecord, IsRestored = await restored.Has(share.InstanceId, ct) };
        return aim.IsRestored ? await AsItIs(driver, share, aim, ct) : aim;
    }

    /// <summary>The rules as the database has them now.</summary>
    public ValueTask<IReadOnlyList<AccessRule>> OnRecord(Share share, CancellationToken ct) => rules.Wanted(share, ct);

    /// <summary>Storage and row say the same: from now on the row counts.</summary>
    public Task Agreed(Share share, CancellationToken ct) => db.Transaction(tx => RestoredInstances.Settle(tx, share.InstanceId, ct), ct);

    static async Task<DriverResult<ShareAim>> AsItIs(IShareDriver driver, Share share, ShareAim aim, CancellationToken ct)
    {
        long? size = null;
        if (driver.Inventory is { } inventory)
        {
            var looked = await inventory.Look(aim.Spec, ct);
            if (looked is not DriverResult<IReadOnlyList<BackendObject>>.Done { Value: var there }) return looked.WithoutValue();
            size = there.Select(one => one.SizeBytes).FirstOrDefault(bytes => bytes is not null);
        }
        var found = aim;
        if (size is { } has && Comparison.IsOtherSize(has, share.Size)) found = found.WithSize(has, share.Size);
        if (share.IsDormant) return found;
        var read = await driver.ReadAccess(aim.Spec, ct);
        if (read is not DriverResult<IReadOnlyList<AppliedRule>>.Done { Value: var applied }) return read.WithoutValue();
        return RuleComparison.Difference(aim.Rules, applied) is { } differs ? found.WithRules(applied, differs) : found;
    }
}

/// <summary>What is to be made sure of.</summary>
/// <param name="Spec">The share.</param>
/// <param name="Rules">Who is let in.</param>
public sealed record ShareAim(ShareSpec Spec, IReadOnlyList<AccessRule> Rules)
{
    /// <summary>The rules as the row had them when this was made.</summary>
    public required IReadOnlyList<AccessRule> OnRecord { get; init; }

    /// <summary>It is of a restored database, and storage and row may still differ.</summary>
    public bool IsRestored { get; init; }

    /// <summary>In what the storage differs from the row, in sentences; null for nothing.</summary>
    public string? Differs { get; private init; }

    /// <summary>Its size is no number of whole GiB, so that no call could leave it as it is.</summary>
    public bool IsOdd { get; private init; }

    internal ShareAim WithSize(long bytes, int rowGib)
    {
        var whole = Comparison.Nearest(bytes);
        return this with
        {
            Spec = Spec with { SizeGib = whole }, IsOdd = Comparison.IsOtherSize(bytes, whole), Differs = Comparison.SizesDiffer(bytes, rowGib),
        };
    }

    internal ShareAim WithRules(IReadOnlyList<AppliedRule> applied, string differs) => this with
    {
        Rules = [.. applied.Select(one => new AccessRule(Guid.NewGuid().ToString(), one.Type, one.To, one.Level))],
        Differs = Differs is null ? differs : $"{Differs} {differs}",
    };
}
