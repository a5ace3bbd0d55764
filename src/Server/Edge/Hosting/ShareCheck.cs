using Abaca.Server.AccessRules;
using Abaca.Server.Shares;

namespace Abaca.Server.Hosting;

/// <summary>
/// Looks at one share and repairs what serves it. What is wanted of the share is read while nobody else works on it, and they wait until it is
/// so: otherwise a rule that was denied, or a size that was left, meanwhile would come back with the repair. What a storage has that is newer than a
/// restored database is not repaired: it is told of, and left to the operator.
/// </summary>
public sealed partial class ShareCheck(
    ShareInstanceStore instances, ShareAims aims, Recognition recognition, ResourceLocks locks, ILogger<ShareCheck> log)
{
    const int LooksAtOnce = 3;

    static readonly string[] AtRest =
    [
        ShareStatus.Available, ShareStatus.Inactive, ShareStatus.ExtendingError, ShareStatus.ShrinkingError,
        ShareStatus.ShrinkingPossibleDataLoss, ShareStatus.RevertingError,
    ];

    static readonly string[] OutOfCare = [ShareStatus.Error, ShareStatus.ErrorDeleting, ShareStatus.ManageError, ShareStatus.UnmanageError];

    enum Finding { Settled, Unsettled, Changed }

    /// <summary>Whether the share was found or made sound, or is none of this backend's; false: it is to be looked at again.</summary>
    public async Task<bool> IsSettled(ConfiguredBackend backend, ShareInstanceId id, CancellationToken ct)
    {
        try
        {
            for (var look = 0; look < LooksAtOnce; look++)
            {
                if (await Look(backend, id, ct) is var found and not Finding.Changed) return found is Finding.Settled;
            }
            return false;
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            LogFailed(bug, backend.ServiceHost, id.Text);
            return false;
        }
    }

    async Task<Finding> Look(ConfiguredBackend backend, ShareInstanceId id, CancellationToken ct)
    {
        if (await instances.Find(id.Text, ct) is not { } seen) return Finding.Settled;
        // Operations on a replica have a turn of their own, beside those on its share.
        using var alone = locks.Keep(seen.Id.Text, id.Text, ReconciliationStore.IdOf(AccessRuleReconciler.Work, id.Text));
        if (alone is null) return Finding.Unsettled;
        var share = await instances.Find(id.Text, ct);
        if (share is null || share.ServiceHost != backend.ServiceHost || OutOfCare.Contains(share.Status)) return Finding.Settled;
        return MayBeEnsured(share) ? await Ensure(backend, share, ct) : Finding.Unsettled;
    }

    // One that moves is in use where it is until it changes over; then its old place is out of use.
    static bool MayBeEnsured(Share share) => share.TaskState == ShareTask.Completing
        ? share.Status == ShareStatus.Available
        : AtRest.Contains(share.Status) || share.Status == ShareStatus.Migrating;

    async Task<Finding> Ensure(ConfiguredBackend backend, Share share, CancellationToken ct)
    {
        if (await recognition.Recognize(backend.Driver, share, ct) is DriverResult.Unclear) return Finding.Unsettled;
        var asked = await aims.Of(backend.Driver, share, ct);
        if (asked is not DriverResult<ShareAim>.Done { Value: var aim }) return Unsound(backend, share, asked.WithoutValue());
        if (aim.Differs is { } what) LogLeft(backend.ServiceHost, share.Id.Text, what);
        if (aim.IsOdd) return Finding.Settled;
        var end = await backend.Driver.Ensure(aim.Spec, aim.Rules, ct);
        if (end is not DriverResult<CreatedShare>.Done { Value: var found }) return Unsound(backend, share, end.WithoutValue());
        await recognition.Keep(share, found, ct);
        if (!await IsStill(share, aim.OnRecord, ct)) return Finding.Changed;
        if (aim is { IsRestored: true, Differs: null }) await aims.Agreed(share, ct);
        return Finding.Settled;
    }

    // After a no looking again changes nothing.
    Finding Unsound(ConfiguredBackend backend, Share share, DriverResult end)
    {
        LogUnsound(backend.ServiceHost, share.Id.Text, end.ToString());
        return end is DriverResult.Refused ? Finding.Settled : Finding.Unsettled;
    }

    // What is asked for meanwhile is carried out by those who wait; another process of the service may have been at it as well.
    async Task<bool> IsStill(Share share, IReadOnlyList<AccessRule> wanted, CancellationToken ct)
    {
        var now = await instances.Find(share.InstanceId.Text, ct);
        return now is null || (now.Revision == share.Revision && (await aims.OnRecord(now, ct)).ToHashSet().SetEquals(wanted));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Backend {ServiceHost}: share {ShareId} is not as it should be: {Problem}")]
    partial void LogUnsound(string serviceHost, string shareId, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Backend {ServiceHost}: share {ShareId} is newer on its storage than in the restored database and stays as it is: {Differs} abaca reconcile list shows it")]
    partial void LogLeft(string serviceHost, string shareId, string differs);

    [LoggerMessage(Level = LogLevel.Error, Message = "Backend {ServiceHost}: verifying share {ShareId} failed")]
    partial void LogFailed(Exception bug, string serviceHost, string shareId);
}
