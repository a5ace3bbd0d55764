using System.Globalization;

namespace Abaca.Client;

/// <summary>A version of the Shared File Systems API, such as 2.45. Compared by its numbers: 2.9 is older than 2.45.</summary>
/// <param name="Major">The number before the point; 2 in every cloud there is.</param>
/// <param name="Minor">The number after the point.</param>
public readonly record struct Microversion(int Major, int Minor) : IComparable<Microversion>
{
    /// <summary>The newest version this client knows. A newer cloud is spoken to in this one.</summary>
    public static Microversion Newest { get; } = Read(NewestMicroversion.Text)!.Value;

    /// <summary>The oldest version this client speaks: from here on the paths and action names are the ones in use today.</summary>
    public static Microversion Floor { get; } = new(2, 7);

    /// <summary>Reads "2.45".</summary>
    /// <returns>The version, or null when the text is not two whole numbers around a point.</returns>
    public static Microversion? Read(string? text)
    {
        var parts = text?.Split('.');
        return parts is [var major, var minor]
            && int.TryParse(major, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out var second)
            ? new Microversion(first, second)
            : null;
    }

    /// <inheritdoc/>
    public int CompareTo(Microversion other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    /// <summary>Whether <paramref name="left"/> is older.</summary>
    public static bool operator <(Microversion left, Microversion right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is newer.</summary>
    public static bool operator >(Microversion left, Microversion right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is the same or older.</summary>
    public static bool operator <=(Microversion left, Microversion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is the same or newer.</summary>
    public static bool operator >=(Microversion left, Microversion right) => left.CompareTo(right) >= 0;

    /// <summary>The form the wire uses: "2.45".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");
}
