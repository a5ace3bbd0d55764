using System.Collections.Concurrent;
using Abaca.DriverSdk;
using Abaca.Server.AccessRules;
using Abaca.Server.Data;
using Abaca.Server.Shares;
using Microsoft.Extensions.Logging;

namespace Abaca.Server.Hosting;

/// <summary>
/// After a start: looks at every share of a backend and repairs what serves it. The service does not wait for it. A share that is being worked
/// on is looked at when it has come to rest, so that whatever an earlier life left half done is put right in this one.
/// </summary>
public sealed partial class BackendShares(
    ShareInstanceStore instances, ShareSpecs specs, IAccessRules rules, ExportLocationStore exports, Db db, TimeProvider clock, ILogger<BackendShares> log)
{
    const int PageSize = 100;
    const int AtOnce = 4;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    static readonly string[] AtRest =
    [
        ShareStatus.Available, ShareStatus.Inactive, ShareStatus.ExtendingError, ShareStatus.ShrinkingError,
        ShareStatus.ShrinkingPossibleDataLoss, ShareStatus.RevertingError,
    ];

    static readonly string[] OutOfCare = [ShareStatus.Error, ShareStatus.ErrorDeleting, ShareStatus.ManageError, ShareStatus.UnmanageError];

    /// <summary>
    /// Verifies all shares that the backend has now, replicas among them; ends when each was found sound, is gone, or is in error. Only those
    /// that are to be looked at again are remembered, so that the memory this takes does not grow with the number of shares.
    /// </summary>
    public async Task Verify(ConfiguredBackend backend, CancellationToken ct)
    {
        var (count, left, after) = (0, new List<ShareInstanceId>(), "");
        while (await instances.OnService(backend.ServiceHost, after, PageSize, ct) is { Count: > 0 } page)
        {
            left.AddRange(await Unsettled(backend, page, ct));
            (count, after) = (count + page.Count, page[^1].Text);
        }
        for (var pause = Pause; left.Count > 0; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            await Task.Delay(pause, clock, ct);
            left = await Unsettled(backend, left, ct);
        }
        if (count > 0) LogVerified(backend.ServiceHost, count);
    }

    async Task<List<ShareInstanceId>> Unsettled(ConfiguredBackend backend, IReadOnlyList<ShareInstanceId> some, CancellationToken ct)
    {
        var again = new ConcurrentBag<ShareInstanceId>();
        var few = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct };
        await Parallel.ForEachAsync(some, few, async (id, token) =>
        {
            if (!await IsSettled(backend, id, token)) again.Add(id);
        });
        return [.. again];
    }

    // False: it is to be looked at again.
    async Task<bool> IsSettled(ConfiguredBackend backend, ShareInstanceId id, CancellationToken ct)
    {
        try
        {
            var share = await instances.At(id.Text, ct);
            if (share is null || share.ServiceHost != backend.ServiceHost || OutOfCare.Contains(share.Status)) return true;
            return MayBeEnsured(share) && await Ensure(backend, share, ct);
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            LogFailed(bug, backend.ServiceHost, id.Text);
            return false;
        }
    }

    // One that moves is in use where it is until it changes over; then its old place is out of use.
    static bool MayBeEnsured(Share share) => share.TaskState == ShareTask.Completing
        ? share.Status == ShareStatus.Available
        : AtRest.Contains(share.Status) || share.Status == ShareStatus.Migrating;

    async Task<bool> Ensure(ConfiguredBackend backend, Share share, CancellationToken ct)
    {
        var wanted = await rules.Wanted(share, ct);
        var end = await backend.Driver.Ensure(await specs.Of(share, ct), wanted, ct);
        if (end is not DriverResult<CreatedShare>.Succeeded { Value: var found })
        {
            LogUnsound(backend.ServiceHost, share.Id.Text, end.ToString());
            return end is DriverResult<CreatedShare>.Declined; // looking again changes nothing
        }
        var known = await exports.Of(share.InstanceId, ct);
        if (!known.Select(k => k.Path).SequenceEqual(found.Exports.Select(e => e.Path), StringComparer.Ordinal))
        {
            await db.Transaction(tx => exports.Replace(tx, share.InstanceId, found.Exports, ct), ct);
        }
        return await IsStill(share, wanted, ct);
    }

    // Size or rules may have changed meanwhile; what held before must not be what stays.
    async Task<bool> IsStill(Share share, IReadOnlyList<AccessRule> wanted, CancellationToken ct)
    {
        var now = await instances.At(share.InstanceId.Text, ct);
        return now is null || (now.Revision == share.Revision && (await rules.Wanted(now, ct)).ToHashSet().SetEquals(wanted));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Backend {ServiceHost}: verified {Count} shares")]
    partial void LogVerified(string serviceHost, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Backend {ServiceHost}: share {ShareId} is not as it should be: {Problem}")]
    partial void LogUnsound(string serviceHost, string shareId, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "Backend {ServiceHost}: verifying share {ShareId} failed")]
    partial void LogFailed(Exception bug, string serviceHost, string shareId);
}
