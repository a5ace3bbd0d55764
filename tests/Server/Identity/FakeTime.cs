namespace Abaca.Tests.Server.Identity;

/// <summary>A clock that moves only when told. Timers run on the real one: nothing here waits for them.</summary>
sealed class FakeTime : TimeProvider
{
    long ticks = new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero).Ticks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref ticks);

    public void Pass(TimeSpan time) => Interlocked.Add(ref ticks, time.Ticks);
}
