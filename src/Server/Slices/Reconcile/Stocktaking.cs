using System.Collections.Concurrent;
using Abaca.Server.AccessRules;
using Abaca.Server.Services;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Reconcile;

/// <summary>
/// Asks every backend of this process what it holds, between two readings of the database, and drivers for the rows of which no list tells. Changes nothing.
/// </summary>
public sealed class Stocktaking(
    StockStore store, Backends backends, StockQuestions questions, Deployment deployment, ReconcileSettings settings, TimeProvider clock)
{
    /// <summary>What is there and what should be.</summary>
    public async Task<Stock> Take(CancellationToken ct)
    {
        var before = await store.Read(ct);
        var shelves = await Task.WhenAll(settings.Backends.Select(backend => Ask(backend, ct)));
        var stock = new Stock(deployment.Id, shelves, before, await store.Read(ct));
        stock = stock with { Former = await store.Former(MarkedAsOurs(shelves), ct) };
        stock = stock with { Looked = await questions.Look(Comparison.Unseen(stock), ct) };
        return stock with { Rules = await questions.Rules(Comparison.Found(stock), ct) };
    }

    HashSet<string> MarkedAsOurs(IEnumerable<Shelf> shelves) =>
        [.. shelves.SelectMany(shelf => shelf.Objects ?? []).Select(one => one.Mark).OfType<OwnershipMark>().Where(mark => mark.Deployment == deployment.Id).Select(mark => mark.InstanceId)];

    async Task<Shelf> Ask(KnownBackend backend, CancellationToken ct)
    {
        var shelf = new Shelf(backend.ServiceHost, null) { Driver = backend.Driver };
        if (backends.Find(backend.ServiceHost) is not { } driver) return shelf with { Silence = AbsentBackend.NotStarted(backend.ServiceHost) };
        if (driver.Inventory is not { } inventory) return shelf with { Silence = "Its driver cannot say what it holds." };
        using var patience = new CancellationTokenSource(settings.Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            return await inventory.List(either.Token) switch
            {
                DriverResult<IReadOnlyList<BackendObject>>.Done all => shelf with { Objects = all.Value },
                DriverResult<IReadOnlyList<BackendObject>>.Refused no => shelf with { Silence = no.Why.Text },
                DriverResult<IReadOnlyList<BackendObject>>.Unclear maybe => shelf with { Silence = maybe.Why },
                var other => throw new InvalidOperationException($"A driver call cannot end as {other.GetType().Name}."),
            };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return shelf with { Silence = string.Create(CultureInfo.InvariantCulture, $"It said nothing within {settings.Patience.TotalSeconds} s.") };
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            return shelf with { Silence = bug.Message };
        }
    }
}

/// <summary>Asks drivers for single rows: what each has on its storage, and whom it lets in.</summary>
public sealed class StockQuestions(Backends backends, ShareInstanceStore instances, SnapshotStore snapshots, ShareSpecs specs, AccessRuleStore rules)
{
    const int AtOnce = 8;

    /// <summary>What each row has; a driver that does not answer for one leaves it out.</summary>
    internal async Task<IReadOnlyDictionary<string, IReadOnlyList<BackendObject>>> Look(
        (IReadOnlyList<ShareRow> Shares, IReadOnlyList<SnapshotRow> Snapshots) unseen, CancellationToken ct)
    {
        var found = new ConcurrentDictionary<string, IReadOnlyList<BackendObject>>(StringComparer.Ordinal);
        await Each(unseen.Shares, async (row, token) =>
        {
            if (await instances.Find(row.InstanceId, token) is { } share && backends.Find(share.ServiceHost)?.Inventory is { } inventory)
                Keep(found, row.InstanceId, await inventory.Look(await specs.Of(share, token), token));
        }, ct);
        await Each(unseen.Snapshots, async (row, token) =>
        {
            if (await instances.Find(row.ShareInstanceId, token) is { } share && await snapshots.Find(row.SnapshotId, token) is { } snapshot
                && backends.Find(share.ServiceHost)?.Inventory is { } inventory)
                Keep(found, row.InstanceId, await inventory.Look(await specs.Of(snapshot with { InstanceId = row.InstanceId }, share, token), token));
        }, ct);
        return found;
    }

    /// <summary>What differs between the rules that are in force and those that should be, for rows where something does.</summary>
    internal async Task<IReadOnlyDictionary<string, OtherRules>> Rules(IReadOnlyList<ShareRow> found, CancellationToken ct)
    {
        var differing = new ConcurrentDictionary<string, OtherRules>(StringComparer.Ordinal);
        await Each(found, async (row, token) =>
        {
            if (await instances.Find(row.InstanceId, token) is not { Status: ShareStatus.Available, AccessRulesStatus: "active", IsDormant: false } share) return;
            if (backends.Find(share.ServiceHost) is not { } driver) return;
            var wanted = await rules.Wanted(share, token);
            if (await driver.ReadAccess(await specs.Of(share, token), token) is not DriverResult<IReadOnlyList<AppliedRule>>.Done { Value: var applied }) return;
            // What was asked for while the storage was read is no difference.
            var same = await instances.Find(row.InstanceId, token) is { } now && now.Revision == share.Revision && now.AccessRulesStatus == share.AccessRulesStatus;
            if (same && RuleComparison.Difference(wanted, applied) is { } what) differing[row.InstanceId] = new OtherRules(what, applied);
        }, ct);
        return differing;
    }

    static void Keep(ConcurrentDictionary<string, IReadOnlyList<BackendObject>> found, string row, DriverResult<IReadOnlyList<BackendObject>> answer)
    {
        if (answer is DriverResult<IReadOnlyList<BackendObject>>.Done looked) found[row] = looked.Value;
    }

    static Task Each<T>(IReadOnlyList<T> some, Func<T, CancellationToken, Task> ask, CancellationToken ct) => Parallel.ForEachAsync(
        some, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, (one, token) => new ValueTask(ask(one, token)));
}
