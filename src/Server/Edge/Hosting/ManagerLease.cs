using System.Diagnostics;

namespace Abaca.Server.Hosting;

/// <summary>
/// Of several managers with one <c>host</c>, one works with its backends at a time: the one that holds the lease in the database. The others stand by,
/// and one of them takes it when it has run out, was given back, or its holder is known to be gone. So all work of one share is in one process, and what a
/// driver keeps in memory stays right.
/// </summary>
public sealed partial class ManagerLease(Db db, ProcessOwner owner, ServiceOptions options, TimeProvider clock, ILogger<ManagerLease> log, TimeProvider? work = null)
{
    /// <summary>How long the others wait for a holder that is silent.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    static readonly TimeSpan Renewal = TimeSpan.FromSeconds(4);
    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    static readonly Columns<Holder> Holders = new(c => new Holder(c.TextOrNull("owner"), c.Number("fence"), c.Moment("until")));

    readonly string host = options.Node.Host;
    long until;
    long fence;

    /// <summary>Whether this process may send a command to a storage at this moment. A process that was stopped for longer than its lease may not.</summary>
    public bool IsHeld => Stopwatch.GetTimestamp() < Interlocked.Read(ref until);

    DateTimeOffset Now => (work ?? clock).GetUtcNow();

    /// <summary>Waits until it is this process' turn.</summary>
    public async Task Take(CancellationToken ct)
    {
        for (var told = false; ; told = true)
        {
            if (await Try(ct) is not { } holder) return;
            if (!told) LogStandsBy(host, holder);
            await Task.Delay(Look, clock, ct);
        }
    }

    /// <summary>Keeps it until the process stops.</summary>
    /// <returns>False when another process has it now.</returns>
    public async Task<bool> Keep(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Renewal, clock);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                if (!await Renew(stopping)) return false;
            }
            catch (DatabaseUnavailable away)
            {
                LogNotRenewed(host, away.Message); // nobody else can take it either; until it is renewed no command is sent
            }
        }
        return true;
    }

    /// <summary>Lets the next one begin at once.</summary>
    public async Task GiveBack(CancellationToken ct)
    {
        if (Interlocked.Exchange(ref until, 0) == 0) return;
        try
        {
            await db.Transaction(tx => tx.Execute($"UPDATE manager_leases SET owner = NULL, until = {Now} WHERE host = {host} AND owner = {owner.Text} AND fence = {fence}", ct), ct);
        }
        catch (DatabaseUnavailable away)
        {
            LogNotRenewed(host, away.Message);
        }
    }

    // Null when it is ours, else who has it.
    async Task<string?> Try(CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            var held = await db.Transaction(tx => Claim(tx, ct), ct);
            if (held.Owner != owner.Text) return held.Owner ?? "nobody";
            Interlocked.Exchange(ref fence, held.Fence);
            Begin(began);
            return null;
        }
        catch (DatabaseUnavailable away)
        {
            return away.Message;
        }
    }

    async Task<Holder> Claim(Tx tx, CancellationToken ct)
    {
        await tx.Execute($"INSERT INTO manager_leases (host, owner, fence, until) VALUES ({host}, {(string?)null}, {0L}, {0L}) ON CONFLICT (host) DO NOTHING", ct);
        var known = (await tx.First(Holders, $"FROM manager_leases WHERE host = {host}", ct))!;
        if (known.Owner is { } other && known.Until > Now && !owner.KnowsToBeGone(other)) return known;
        await tx.Execute($"UPDATE manager_leases SET owner = {owner.Text}, fence = fence + 1, until = {Now + Duration} WHERE host = {host}", ct);
        return new Holder(owner.Text, known.Fence + 1, Now + Duration);
    }

    async Task<bool> Renew(CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var renewed = await db.Transaction(
            tx => tx.Execute($"UPDATE manager_leases SET until = {Now + Duration} WHERE host = {host} AND owner = {owner.Text} AND fence = {fence}", ct), ct);
        if (renewed > 0) Begin(began);
        else Interlocked.Exchange(ref until, 0);
        return renewed > 0;
    }

    // A little less than what the others wait for: a command that is on its way has arrived when they begin.
    void Begin(long began) => Interlocked.Exchange(ref until, began + (long)((Duration - TimeSpan.FromSeconds(2)).TotalSeconds * Stopwatch.Frequency));

    sealed record Holder(string? Owner, long Fence, DateTimeOffset Until);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stands by for the backends of {Host}: {Holder} serves them")]
    partial void LogStandsBy(string host, string holder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease on the backends of {Host} could not be renewed: {Reason}")]
    partial void LogNotRenewed(string host, string reason);
}
