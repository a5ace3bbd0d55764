using Microsoft.Extensions.Time.Testing;

namespace Abaca.Tests.Server;

/// <summary>Clocks that stand until a test moves them.</summary>
static class StandingClock
{
    /// <summary>A new one, at the beginning of a year to come.</summary>
    public static FakeTimeProvider New() => new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Moves it to this moment, never back.</summary>
    public static void AdvanceTo(this FakeTimeProvider clock, DateTimeOffset to)
    {
        if (to > clock.GetUtcNow()) clock.SetUtcNow(to);
    }
}
