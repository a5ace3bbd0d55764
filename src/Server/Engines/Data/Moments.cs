namespace Abaca.Server.Data;

/// <summary>Moments as the database keeps them: whole microseconds since 1970, UTC, so that they sort and compare on every engine.</summary>
public static class Moments
{
    /// <summary>To stored form.</summary>
    public static long ToMicroseconds(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / 10;

    /// <summary>From stored form.</summary>
    public static DateTimeOffset FromMicroseconds(long stored) => new(DateTimeOffset.UnixEpoch.UtcTicks + (stored * 10), TimeSpan.Zero);
}
