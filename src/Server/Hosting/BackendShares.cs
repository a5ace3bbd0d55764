using Abaca.DriverSdk;
using Abaca.Server.AccessRules;
using Abaca.Server.Data;
using Abaca.Server.Shares;
using Microsoft.Extensions.Logging;

namespace Abaca.Server.Hosting;

/// <summary>After a start: looks at every share of a backend, a page at a time, and repairs what serves it. The service does not wait for it.</summary>
public sealed partial class BackendShares(
    ShareStore shares, ShareSpecs specs, IAccessRules rules, ExportLocationStore exports, Db db, ILogger<BackendShares> log)
{
    const int PageSize = 100;

    /// <summary>Verifies all shares of the backend that are at rest.</summary>
    public async Task Verify(ConfiguredBackend backend, CancellationToken ct)
    {
        var (after, looked, failed) = ("", 0, 0);
        while (await shares.OnService(backend.ServiceHost, after, PageSize, ct) is { Count: > 0 } page)
        {
            foreach (var share in page.Where(s => s.Status == ShareStatus.Available))
            {
                looked++;
                if (!await Ensure(backend, share, ct)) failed++;
            }
            after = page[^1].Id.Text;
        }
        if (looked > 0) LogVerified(backend.ServiceHost, looked, failed);
    }

    async Task<bool> Ensure(ConfiguredBackend backend, Share share, CancellationToken ct)
    {
        try
        {
            var end = await EnsureWithRules(backend, share, ct);
            if (end is not DriverResult<CreatedShare>.Succeeded { Value: var found })
            {
                LogUnsound(backend.ServiceHost, share.Id.Text, end.ToString());
                return false;
            }
            var known = await exports.Of(share.InstanceId, ct);
            if (!known.Select(k => k.Path).SequenceEqual(found.Exports.Select(e => e.Path), StringComparer.Ordinal))
            {
                await db.Transaction(tx => exports.Replace(tx, share.InstanceId, found.Exports, ct), ct);
            }
            return true;
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            LogFailed(bug, backend.ServiceHost, share.Id.Text);
            return false;
        }
    }

    // Rules may change meanwhile; what was wanted before must not be what stays.
    async Task<DriverResult<CreatedShare>> EnsureWithRules(ConfiguredBackend backend, Share share, CancellationToken ct)
    {
        var spec = await specs.Of(share, ct);
        for (var wanted = await rules.Wanted(share.Id, ct); ;)
        {
            var end = await backend.Driver.Ensure(spec, wanted, ct);
            var now = await rules.Wanted(share.Id, ct);
            if (end is not DriverResult<CreatedShare>.Succeeded || now.ToHashSet().SetEquals(wanted)) return end;
            wanted = now;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Backend {ServiceHost}: verified {Count} shares, {Failed} need attention")]
    partial void LogVerified(string serviceHost, int count, int failed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Backend {ServiceHost}: share {ShareId} is not as it should be: {Problem}")]
    partial void LogUnsound(string serviceHost, string shareId, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "Backend {ServiceHost}: verifying share {ShareId} failed")]
    partial void LogFailed(Exception bug, string serviceHost, string shareId);
}
