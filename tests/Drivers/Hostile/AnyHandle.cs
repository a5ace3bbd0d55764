namespace Abaca.Tests.Drivers.Hostile;

/// <summary>Forgeries that need no knowledge of how a handle is built: changed bytes, splices of two handles, and lengths that are wrong.</summary>
sealed class AnyHandle : IHandleForm
{
    const int Longest = 128; // NFS4_FHSIZE
    const int Guesses = 400;

    /// <inheritdoc/>
    public string Name => "bytes";

    /// <inheritdoc/>
    public bool Fits(byte[] handle) => true;

    /// <inheritdoc/>
    public IEnumerable<byte[]> Forge(ForgersKit kit) =>
    [
        .. kit.Foreign,
        .. kit.All.SelectMany(Lengths),
        .. kit.Own.SelectMany(own => Changed(own, kit.Foreign)),
        .. kit.Own.SelectMany(own => kit.Foreign.Where(foreign => foreign.Length == own.Length).SelectMany(foreign => Splices(own, foreign))),
        .. Guessed(kit.Own[0]),
    ];

    static IEnumerable<byte[]> Lengths(byte[] handle)
    {
        for (var length = 0; length < handle.Length; length++) yield return handle[..length];
        yield return [.. handle, 0, 0, 0, 0];
        yield return [.. handle, .. new byte[Longest - handle.Length]];
        yield return [.. handle, .. new byte[Longest + 1 - handle.Length]];
    }

    /// <summary>Each byte for itself: its neighbours, the extremes, and what others have there.</summary>
    static IEnumerable<byte[]> Changed(byte[] handle, IReadOnlyList<byte[]> others)
    {
        for (var at = 0; at < handle.Length; at++)
        {
            var place = at;
            IEnumerable<byte> values =
            [
                0, 1, 0xff, (byte)(handle[at] + 1), (byte)(handle[at] - 1), (byte)(handle[at] ^ 0x80), (byte)(handle[at] ^ 1),
                .. others.Where(other => other.Length > place).Select(other => other[place]),
            ];
            foreach (var value in values.Distinct())
            {
                var changed = (byte[])handle.Clone();
                changed[at] = value;
                yield return changed;
            }
        }
    }

    /// <summary>A stretch of the one in the other, of every length at every place.</summary>
    static IEnumerable<byte[]> Splices(byte[] own, byte[] foreign)
    {
        for (var from = 0; from < own.Length; from++)
            for (var to = from + 2; to <= own.Length; to++)
                yield return [.. own[..from], .. foreign[from..to], .. own[to..]];
    }

    static IEnumerable<byte[]> Guessed(byte[] handle)
    {
        var random = new Random(20091030); // the same in every run
        for (var i = 0; i < Guesses; i++)
        {
            var guess = (byte[])handle.Clone();
            for (var changes = random.Next(2, 6); changes > 0; changes--) guess[random.Next(guess.Length)] = (byte)random.Next(256);
            yield return guess;
        }
    }
}
