using System.Collections.Concurrent;
using Abaca.Server.Shares;

namespace Abaca.Server.Hosting;

/// <summary>
/// After a start: looks at every share of a backend and repairs what serves it. The service does not wait for it. A share that is being worked
/// on is looked at when it has come to rest, so that whatever an earlier life left half done is put right in this one.
/// </summary>
public sealed partial class BackendShares(ShareInstanceStore instances, ShareCheck check, TimeProvider clock, ILogger<BackendShares> log)
{
    const int PageSize = 100;
    const int AtOnce = 4;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

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
            if (!await check.IsSettled(backend, id, token)) again.Add(id);
        });
        return [.. again];
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Backend {ServiceHost}: verified {Count} shares")]
    partial void LogVerified(string serviceHost, int count);
}
