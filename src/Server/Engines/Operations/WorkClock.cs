namespace Abaca.Server.Operations;

/// <summary>
/// The time in which the service could work, which is what deadlines, back-offs, leases and signs of life count. It goes on with the machine's
/// monotonic clock, stands still while no process of the service runs or all are stopped, and does not know when somebody sets the machine's
/// clock. It began as the time of day, and only ever falls behind it; what people read is in the time of day.
/// </summary>
/// <param name="inner">The machine's clock.</param>
/// <param name="start">Where it stands now.</param>
public sealed class WorkClock(TimeProvider inner, DateTimeOffset start) : TimeProvider
{
    /// <summary>No more than this counts between two looks: whoever was not looked at for longer was not running.</summary>
    public static readonly TimeSpan MostAtOnce = TimeSpan.FromSeconds(5);

    /// <summary>Since the last time it was saved the service may have run so long.</summary>
    static readonly TimeSpan MostUnsaved = TimeSpan.FromSeconds(10);

    static readonly Columns<Standing> Columns = new(c => new Standing(c.Moment("now"), c.Moment("saved_at")));

    readonly Lock gate = new();
    DateTimeOffset now = start;
    long seen = inner.GetTimestamp();

    /// <summary>The time of day.</summary>
    public DateTimeOffset TimeOfDay => inner.GetUtcNow();

    /// <inheritdoc/>
    public override long TimestampFrequency => inner.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    /// <summary>Goes on from where an earlier process of this database stood; at the very first start that is the time of day.</summary>
    public static async Task<WorkClock> Of(Db db, TimeProvider inner, CancellationToken ct = default) =>
        new(inner, await Read(db, inner, ct) ?? inner.GetUtcNow());

    /// <summary>Where the clock of a database stands, as seen from outside; null before the first start.</summary>
    public static async Task<DateTimeOffset?> Read(Db db, TimeProvider inner, CancellationToken ct = default)
    {
        if (await db.First(Columns, $"FROM work_clock", ct) is not var (saved, at)) return null;
        var since = inner.GetUtcNow() - at;
        return saved + (since < TimeSpan.Zero ? TimeSpan.Zero : since < MostUnsaved ? since : MostUnsaved);
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            var stamp = inner.GetTimestamp();
            var passed = inner.GetElapsedTime(seen, stamp);
            now += passed < MostAtOnce ? passed : MostAtOnce;
            seen = stamp;
            return now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => inner.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);

    /// <summary>A moment of this clock in the time of day, if the service works from now on until then.</summary>
    public DateTimeOffset InTimeOfDay(DateTimeOffset moment) => moment + (TimeOfDay - GetUtcNow());

    /// <summary>Saves where it stands. When another process of the service is ahead, this one catches up.</summary>
    public async Task Save(Db db, CancellationToken ct = default)
    {
        var mine = GetUtcNow();
        var ahead = await db.Transaction(async tx =>
        {
            var known = await tx.Execute(
                $"UPDATE work_clock SET now = CASE WHEN now > {mine} THEN now ELSE {mine} END, saved_at = {TimeOfDay}", ct);
            if (known == 0) await tx.Execute($"INSERT INTO work_clock (id, now, saved_at) VALUES ({1}, {mine}, {TimeOfDay})", ct);
            return (await tx.First(Columns, $"FROM work_clock", ct))!.Now;
        }, ct);
        lock (gate) now = ahead > now ? ahead : now;
    }

    sealed record Standing(DateTimeOffset Now, DateTimeOffset SavedAt);
}
